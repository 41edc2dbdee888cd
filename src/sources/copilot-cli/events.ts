import type {
  OtherEvent,
  RuntrailEvent,
  SessionRef,
  SourceItem,
  ToolUse,
  Touch,
} from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { attachedFile } from '../claude-code/tool-touches.js';
import { ContentIds } from '../content-ids.js';
import { HeldCalls } from '../held-calls.js';
import type { Fault, ObjectRecord } from '../object-lines.js';
import { parseInstant } from '../instant.js';
import { asArray, asName, asObject, asText, usableId, type JsonObject } from '../json-shape.js';
import { modelRequestSummary, oneLine } from '../summaries.js';
import { CopilotSession } from './session.js';
import { copilotCall, copilotResult } from './tools.js';
import { CopilotUsage } from './usage.js';

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

interface CopilotLine {
  readonly type: string;
  readonly data: JsonObject;
  readonly at: number | null;
  readonly record: ObjectRecord;
}

/** Reads the lines of one events file in order: their facts go to `out`. */
export class CopilotEvents {
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  readonly #ids = new ContentIds();
  readonly #calls: HeldCalls;
  #session: CopilotSession | null = null;
  #usage = new CopilotUsage();
  #saidNoSession = false;

  constructor(receivedAt: number, out: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#out = out;
    this.#calls = new HeldCalls(this.#emit);
  }

  /** Null where the line was understood, be it that it holds no fact. */
  read(record: ObjectRecord): Fault | null {
    const type = asName(record.value['type']);
    const data = asObject(record.value['data']);
    if (type === null || data === null) {
      return {
        code: type === null ? 'NO_TYPE' : 'NO_DATA',
        reason: 'The line lacks its type or its data; it is not an event that Copilot CLI writes.',
      };
    }
    const line = { type, data, at: parseInstant(record.value['timestamp']), record };
    if (type === 'session.start') return this.#start(line);
    if (this.#session === null) return this.#withoutSession(type);
    this.#readFact(line, this.#session);
    return null;
  }

  /** Nothing more will come. */
  end(): void {
    this.#calls.end();
  }

  #start(line: CopilotLine): Fault | null {
    const sessionId = usableId(line.data['sessionId']);
    if (sessionId === null) {
      return {
        code: 'NO_SESSION_ID',
        reason:
          'The session.start line has no usable session id, perhaps because it was redacted; import the original.',
      };
    }
    if (this.#session?.ref.sessionId !== sessionId) {
      this.#calls.end();
      this.#session = new CopilotSession(sessionId);
      this.#usage = new CopilotUsage();
    }
    const session = this.#session;
    if (session === null) return null;
    session.begin(line.data);
    const at = parseInstant(line.data['startTime']) ?? line.at;
    const id = eventId.ofSession(session.ref, 'start');
    const fact = this.#recorded(line, session.ref, id, 'Session started (startup)');
    this.#emit({ ...fact, at, type: 'SESSION_START', reason: 'startup' });
    return null;
  }

  #readFact(line: CopilotLine, session: CopilotSession): void {
    const { type, data } = line;
    const ref = session.refOf(data);
    const fact = (summary: string, touches: readonly Touch[] = []): Recorded =>
      this.#recorded(line, ref, this.#factId(line, ref, ''), summary, touches);
    switch (type) {
      case 'session.resume':
        session.begin(data);
        this.#emit({ ...fact('Session resumed'), type: 'SESSION_START', reason: 'resume' });
        return;
      case 'session.shutdown':
        this.#readShutdown(line, session);
        return;
      case 'session.error': {
        const said = asText(data['message']) ?? asName(data['errorType']) ?? 'no message';
        this.#emit({ ...fact(`Error: ${said}`), type: 'API_ERROR' });
        return;
      }
      case 'session.truncation':
      case 'session.compaction_complete':
        this.#emit({ ...fact('Conversation compacted'), type: 'COMPACTION' });
        return;
      case 'session.model_change':
        session.useModel(data['newModel']);
        this.#skip(type);
        return;
      case 'session.auto_mode_resolved':
        session.useModel(data['chosenModel']);
        this.#skip(type);
        return;
      case 'session.mode_changed':
        session.useMode(data['newMode']);
        this.#skip(type);
        return;
      case 'assistant.turn_start':
        session.useModel(data['model']);
        this.#skip(type);
        return;
      case 'user.message':
        this.#readPrompt(line, session, fact);
        return;
      case 'assistant.message':
        this.#readMessage(line, session, ref);
        return;
      case 'tool.execution_start':
        this.#readCall(line, data, ref, session, 0);
        return;
      case 'tool.execution_complete':
        this.#readResult(line, ref);
        return;
      case 'subagent.started':
      case 'subagent.completed':
      case 'subagent.failed':
        this.#readSubagent(line, session);
        return;
      case 'system.notification':
        this.#emit({ ...fact(asText(data['content']) ?? 'Notification'), type: 'NOTIFICATION' });
        return;
      case 'abort':
        this.#emit({
          ...fact(`Aborted: ${asText(data['reason']) ?? 'no reason given'}`),
          type: 'OTHER',
          name: 'abort',
        });
        return;
      default:
        this.#skip(type);
    }
  }

  #readPrompt(
    line: CopilotLine,
    session: CopilotSession,
    fact: (summary: string, touches?: readonly Touch[]) => Recorded,
  ): void {
    const { data } = line;
    const text = asText(data['content']) ?? '';
    const files = asArray(data['attachments'])
      .map(asObject)
      .filter((attachment) => attachment?.['type'] === 'file')
      .slice(0, 1000)
      .flatMap((attachment) => attachedFile(usableId(attachment?.['path']), session.cwd));
    const isAgents = asName(data['parentAgentTaskId']) !== null || asName(data['parentToolCallId']) !== null;
    if (isAgents) {
      this.#emit({ ...fact(`subagent-prompt: ${text}`, files), type: 'OTHER', name: 'subagent-prompt' });
    } else {
      this.#emit({ ...fact(`Prompt: ${text}`, files), type: 'USER_PROMPT' });
    }
  }

  /** A message is one request to the model, and asks for the calls of tools. */
  #readMessage(line: CopilotLine, session: CopilotSession, ref: SessionRef): void {
    const { data } = line;
    session.useModel(data['model']);
    const messageId = usableId(data['messageId']);
    const id =
      messageId === null ? this.#factId(line, ref, 'request') : eventId.modelRequest(ref, { messageId });
    const { model } = session;
    const tokens = this.#usage.ofMessage(data, model);
    const text = asText(data['content']);
    const summary =
      tokens === null
        ? modelRequestSummary(model, null)
        : `${model ?? 'model not named'}: ${tokens.output} out${text === null ? '' : `: ${text}`}`;
    this.#emit({
      ...this.#recorded(line, ref, id, summary),
      type: 'MODEL_REQUEST',
      model,
      tokens,
      costMicroUsd: null,
      costBasis: null,
    });
    asArray(data['toolRequests'])
      .slice(0, 1000)
      .forEach((request, index) => {
        const said = asObject(request);
        if (said !== null) this.#readCall(line, said, ref, session, index);
      });
  }

  /** The request and the start of the execution tell of one call: the first of them stands for it. */
  #readCall(
    line: CopilotLine,
    said: JsonObject,
    ref: SessionRef,
    session: CopilotSession,
    index: number,
  ): void {
    const callId = usableId(said['toolCallId']);
    const call = copilotCall(said, session.cwd);
    const id = callId === null ? this.#factId(line, ref, `call:${index}`) : eventId.toolUse(ref, callId);
    if (callId !== null && this.#calls.knows(id)) {
      if (call.server !== null) this.#calls.nameServer(id, call.server);
      if (line.type === 'tool.execution_start') this.#skip(line.type);
      return;
    }
    const event: ToolUse = {
      ...this.#recorded(line, ref, id, call.summary),
      payload: null,
      ...(callId === null ? {} : { joins: true }),
      type: 'TOOL_USE',
      tool: call.tool,
      ...(call.server === null ? {} : { server: call.server }),
    };
    this.#calls.use({
      event,
      json: line.type === 'tool.execution_start' ? line.record.json : JSON.stringify(said),
      notes: line.record.notes,
      touches: call.touches,
    });
  }

  #readResult(line: CopilotLine, ref: SessionRef): void {
    const callId = usableId(line.data['toolCallId']);
    const useId = callId === null ? null : eventId.toolUse(ref, callId);
    const tool = useId === null ? undefined : this.#calls.toolOf(useId);
    const result = copilotResult(line.data, tool);
    const named = tool === undefined ? {} : { tool };
    const joins = callId === null ? {} : ({ joins: true } as const);
    const id = callId === null ? this.#factId(line, ref, 'result') : eventId.toolResult(ref, callId);
    const name = tool ?? 'Tool';
    const summary =
      result.outcome === 'RAN'
        ? `${name} succeeded`
        : `${name} ${result.outcome === 'DENIED' ? 'denied' : 'failed'}: ${result.text}`;
    this.#emit({
      ...this.#recorded(line, ref, id, summary),
      ...joins,
      type: 'TOOL_RESULT',
      ...named,
      isError: result.isError,
      ...(result.durationMs === null ? {} : { durationMs: result.durationMs }),
    });
    if (callId === null || useId === null) return;
    if (result.outcome === 'DENIED') {
      const denied = this.#recorded(line, ref, eventId.toolDecision(ref, callId), `${name} denied`);
      this.#emit({ ...denied, ...joins, payload: null, type: 'TOOL_DECISION', ...named, decision: 'DENY' });
    }
    this.#calls.settle(useId, result.outcome);
  }

  #readSubagent(line: CopilotLine, session: CopilotSession): void {
    const agentId = usableId(line.data['toolCallId']);
    if (agentId === null) {
      this.#skip(line.type);
      return;
    }
    const child = { ...session.ref, agentId };
    const isStart = line.type === 'subagent.started';
    const id = eventId.ofSession(child, isStart ? 'subagent-start' : 'subagent-stop');
    const name = asName(line.data['agentName']) ?? agentId;
    const fact = this.#recorded(
      line,
      session.ref,
      id,
      `Subagent ${name} ${isStart ? 'started' : 'finished'}`,
    );
    this.#emit({ ...fact, type: isStart ? 'SUBAGENT_START' : 'SUBAGENT_STOP', child });
  }

  #readShutdown(line: CopilotLine, session: CopilotSession): void {
    const { data } = line;
    const { ref } = session;
    for (const { model, tokens } of this.#usage.rest(data)) {
      const id = this.#factId(line, ref, `rest:${model}`);
      const summary = `${modelRequestSummary(model, tokens)} (the rest of the session)`;
      this.#emit({
        ...this.#recorded(line, ref, id, summary),
        payload: null,
        type: 'MODEL_REQUEST',
        model,
        tokens,
        costMicroUsd: null,
        costBasis: null,
      });
    }
    const reason = asName(data['shutdownType']);
    const fact = this.#recorded(
      line,
      ref,
      this.#factId(line, ref, ''),
      `Session ended (${reason ?? 'shutdown'})`,
    );
    this.#emit({ ...fact, type: 'SESSION_END', ...(reason === null ? {} : { reason }) });
  }

  #factId({ record }: CopilotLine, ref: SessionRef, facet: string): string {
    const id = usableId(record.value['id']);
    return id === null ? this.#ids.of(ref, `${facet}\n${record.identity}`) : eventId.line(ref, id, facet);
  }

  #recorded(
    line: CopilotLine,
    session: SessionRef,
    id: string,
    summary: string,
    touches: readonly Touch[] = [],
  ): Recorded {
    return {
      id,
      session,
      at: line.at,
      receivedAt: this.#receivedAt,
      source: 'TRANSCRIPT',
      summary: oneLine(summary),
      payload: line.record.payload,
      context: this.#session?.context ?? {},
      touches,
    };
  }

  readonly #emit = (event: RuntrailEvent): void => {
    this.#out({ kind: 'event', event });
  };

  #skip(name: string): void {
    this.#out({ kind: 'skip', name });
  }

  /** The rest of a file without its beginning is counted, not listed line by line. */
  #withoutSession(type: string): Fault | null {
    if (this.#saidNoSession) {
      this.#skip('no-session');
      return null;
    }
    this.#saidNoSession = true;
    return {
      code: 'NO_SESSION_ID',
      reason: oneLine(
        `A ${type.slice(0, 40)} line comes before any session.start, so nothing says whose it is; import the whole file.`,
      ),
    };
  }
}
