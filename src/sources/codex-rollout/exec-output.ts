import type { RuntrailEvent, SessionRef, SourceItem, Touch } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { asArray, asName, asObject, asText, isObject, usableId, type JsonObject } from '../json-shape.js';
import { modelRequestSummary, oneLine } from '../summaries.js';
import { settledUse } from '../held-calls.js';
import type { Fault, ObjectRecord } from '../object-lines.js';
import { changesCall, mcpCall, shellCall, type CodexCall } from './tool-calls.js';
import { endResult, type CallResult } from './tool-outputs.js';
import { tokensOf, usageOf } from './token-usage.js';
import { DISPLAY_NAME, PRODUCT } from './thread.js';

const TYPES =
  /^(?:thread\.started|turn\.(?:started|completed|failed)|item\.(?:started|updated|completed)|error)$/;

/** Whether a record is a line that `codex exec --json` prints. */
export function isExecRecord(value: JsonObject): boolean {
  const type = value['type'];
  if (typeof type !== 'string' || !TYPES.test(type) || 'payload' in value) return false;
  if (type.startsWith('item.')) return isObject(value['item']);
  return isExecStart(value) || type.startsWith('turn.') || typeof value['message'] === 'string';
}

/** The first line that `codex exec --json` prints. */
export function isExecStart(value: JsonObject): boolean {
  return value['type'] === 'thread.started' && typeof value['thread_id'] === 'string';
}

/**
 * What `codex exec --json` prints while it runs. It has no times, folders or models and its own numbering of calls, so
 * its facts cannot be joined to the rollout of the same thread. They are therefore reported as what a live feed says
 * (HOOK): figures are taken from the rollout where that is there too, and from here where it is not.
 */
export class ExecOutput {
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  #session: SessionRef | null = null;
  #used: JsonObject = {};

  constructor(receivedAt: number, out: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#out = out;
  }

  read(record: ObjectRecord): Fault | null {
    const { value } = record;
    if (value['type'] === 'thread.started') return this.#start(record);
    const session = this.#session;
    if (session === null) {
      return {
        code: 'NO_SESSION_ID',
        reason:
          'The line of codex exec comes before thread.started, so nothing says whose it is; keep the whole output.',
      };
    }
    switch (value['type']) {
      case 'item.completed':
        this.#readItem(record, asObject(value['item']) ?? {}, session);
        break;
      case 'turn.completed':
        this.#readTurn(record, session);
        break;
      case 'turn.failed':
      case 'error': {
        const said =
          asText(value['message']) ?? asText(asObject(value['error'])?.['message']) ?? 'no message';
        this.#emit({ ...this.#recorded(record, session, 'error', `Error: ${said}`), type: 'API_ERROR' });
        break;
      }
      default:
        this.#skip(`exec:${asName(value['type']) ?? ''}`);
    }
    return null;
  }

  #start(record: ObjectRecord): Fault | null {
    const sessionId = usableId(record.value['thread_id']);
    if (sessionId === null) {
      this.#session = null;
      return {
        code: 'NO_SESSION_ID',
        reason:
          'The thread id that codex exec printed is no usable id, perhaps because it was redacted; keep the original.',
      };
    }
    const session: SessionRef = { product: PRODUCT, sessionId };
    this.#session = session;
    const fact = this.#recorded(record, session, 'start', 'Session started (exec)');
    const id = eventId.ofSession(session, 'start');
    this.#emit({ ...fact, id, type: 'SESSION_START', reason: 'exec' });
    return null;
  }

  /** The usage is the thread's so far: a turn's share is what was added. */
  #readTurn(record: ObjectRecord, session: SessionRef): void {
    const total = asObject(record.value['usage']) ?? {};
    const share = Object.fromEntries(
      Object.entries(total).map(([name, count]) => {
        const before = this.#used[name];
        const grown = typeof count === 'number' && typeof before === 'number' && count >= before;
        return [name, grown ? count - before : count];
      }),
    );
    this.#used = total;
    const usage = usageOf(share);
    const tokens = usage === null ? null : tokensOf(usage);
    if (tokens !== null) {
      const summary = `${modelRequestSummary(null, tokens)} (the whole turn)`;
      this.#emit({
        ...this.#recorded(record, session, 'request', summary),
        type: 'MODEL_REQUEST',
        model: null,
        tokens,
        costMicroUsd: null,
        costBasis: null,
      });
    }
    this.#emit({ ...this.#recorded(record, session, 'stop', 'Turn ended'), type: 'ASSISTANT_STOP' });
  }

  #readItem(record: ObjectRecord, item: JsonObject, session: SessionRef): void {
    const kind = asName(item['type']) ?? '';
    const call = itemCall(kind, item);
    if (call !== null) {
      this.#emitCall(record, session, call, endResult(item, call.tool));
      return;
    }
    const said = asText(item['text']) ?? asText(item['message']);
    if (kind === 'error' || kind === 'agent_message') {
      const fact = this.#recorded(record, session, kind, `${kind}: ${said ?? ''}`);
      this.#emit(kind === 'error' ? { ...fact, type: 'API_ERROR' } : { ...fact, type: 'OTHER', name: kind });
      return;
    }
    this.#skip(`exec:item:${kind}`);
  }

  #emitCall(record: ObjectRecord, session: SessionRef, call: CodexCall, result: CallResult): void {
    const fact = this.#recorded(record, session, 'call', call.summary);
    const event = {
      ...fact,
      type: 'TOOL_USE',
      tool: call.tool,
      ...(call.server === null ? {} : { server: call.server }),
    } as const;
    const held = { event, json: record.json, notes: record.notes, touches: call.touches };
    this.#emit(settledUse(held, result.outcome));
    this.#emit({
      ...this.#recorded(record, session, 'result', `${call.tool} ${result.isError ? 'failed' : 'succeeded'}`),
      type: 'TOOL_RESULT',
      tool: call.tool,
      isError: result.isError,
    });
  }

  #recorded(record: ObjectRecord, session: SessionRef, facet: string, summary: string) {
    return {
      id: eventId.content(session, `exec ${facet}\n${record.identity}`),
      session,
      at: null,
      receivedAt: this.#receivedAt,
      source: 'HOOK',
      summary: oneLine(summary),
      payload: record.payload,
      context: { identityCarried: false, agent: { product: DISPLAY_NAME } },
      touches: [] as readonly Touch[],
    } as const;
  }

  #emit(event: RuntrailEvent): void {
    this.#out({ kind: 'event', event });
  }

  #skip(name: string): void {
    this.#out({ kind: 'skip', name });
  }
}

function itemCall(kind: string, item: JsonObject): CodexCall | null {
  switch (kind) {
    case 'command_execution':
      return shellCall('exec_command', item['command'], null);
    case 'file_change':
      return changesCall(
        Object.fromEntries(
          asArray(item['changes']).map((change) => [asText(asObject(change)?.['path']) ?? '', {}]),
        ),
        null,
      );
    case 'mcp_tool_call':
      return mcpCall(
        asName(item['server']) ?? 'unnamed',
        asName(item['tool']) ?? 'unnamed',
        asObject(item['arguments']) ?? {},
        null,
      );
    default:
      return null;
  }
}
