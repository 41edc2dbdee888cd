import type { EventContext, SourceItem, Touch } from '../../events/event.js';
import { eventId, isGlobalId } from '../../events/ids.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { recorded, type Surroundings } from '../json-file/facts.js';
import { asText, type JsonObject } from '../json-shape.js';
import { accountOf } from '../recorded-paths.js';
import type { Entry } from './entries.js';

type CallEntry = Extract<Entry, { is: 'CALL' }>;
type ResultEntry = Extract<Entry, { is: 'RESULT' }>;
type Outcome = 'PARTLY' | 'FAILED' | 'DENIED';

/** The facts of a run's events, in order: prompts, calls with what came of them, ends of turns. */
export class History {
  readonly #around: Surroundings;
  readonly #emit: (item: SourceItem) => void;
  readonly #results = new Map<string, ResultEntry>();
  readonly #calls = new Map<string, CallEntry>();
  /** How often an identical event without an id has been seen. */
  readonly #identical = new Map<string, number>();
  /** Where the shell stands: results say where a command left it. */
  #cwd: string | null;
  #hostName: string | null = null;

  constructor(around: Surroundings, emit: (item: SourceItem) => void) {
    this.#around = around;
    this.#emit = emit;
    this.#cwd = around.context.cwd ?? null;
  }

  read(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.is === 'RESULT') for (const key of resultKeys(entry)) this.#results.set(key, entry);
      if (entry.is === 'CALL') for (const key of callKeys(entry)) this.#calls.set(key, entry);
    }
    for (const entry of entries) this.#read(entry);
  }

  #read(entry: Entry): void {
    switch (entry.is) {
      case 'CALL':
        this.#call(entry);
        return;
      case 'RESULT':
        this.#result(entry);
        return;
      case 'PROMPT':
        this.#emit({
          kind: 'event',
          event: { ...this.#fact(entry, 'prompt', `Prompt: ${entry.text}`), type: 'USER_PROMPT' },
        });
        return;
      case 'STOP':
        this.#emit({
          kind: 'event',
          event: { ...this.#fact(entry, 'stop', `Turn ended: ${entry.text}`), type: 'ASSISTANT_STOP' },
        });
        return;
      case 'COMPACTION':
        this.#emit({
          kind: 'event',
          event: { ...this.#fact(entry, 'compaction', 'Conversation compacted'), type: 'COMPACTION' },
        });
        return;
      case 'ERROR':
        this.#emit({
          kind: 'event',
          event: { ...this.#fact(entry, 'error', `Error: ${entry.text}`), type: 'API_ERROR' },
        });
        return;
      case 'OTHER':
        this.#emit({
          kind: 'event',
          event: { ...this.#fact(entry, 'other', entry.text), type: 'OTHER', name: entry.name },
        });
        return;
      case 'NOTHING':
        this.#emit({ kind: 'skip', name: `event: ${entry.name}` });
        return;
      default:
        entry satisfies never;
    }
  }

  #call(entry: CallEntry): void {
    const result = callKeys(entry)
      .map((key) => this.#results.get(key))
      .find((found) => found !== undefined);
    const outcome = result === undefined ? null : outcomeOf(result);
    const named = globalCallId(entry);
    const { session } = this.#around;
    const fact = this.#fact(entry, 'tool-use', callSummary(entry), {
      ...(named === null ? {} : { id: eventId.toolUse(session, named) }),
      touches: touchesAfter(callTouches(entry, this.#cwd), outcome, result),
      outcome,
    });
    this.#emit({
      kind: 'event',
      event: { ...fact, type: 'TOOL_USE', tool: entry.tool, ...(outcome === null ? {} : { outcome }) },
    });
    if (!entry.endsTurn) return;
    const text = asText(entry.input['message']) ?? asText(entry.input['final_thought']) ?? '';
    const stop = this.#fact(entry, 'stop', `Turn ended: ${text}`, { isDerived: true });
    this.#emit({ kind: 'event', event: { ...stop, type: 'ASSISTANT_STOP' } });
  }

  #result(entry: ResultEntry): void {
    const call = resultKeys(entry)
      .map((key) => this.#calls.get(key))
      .find((found) => found !== undefined);
    this.#cwd = entry.workingDir ?? this.#cwd;
    this.#hostName = entry.hostName ?? this.#hostName;
    if (call === undefined && entry.callId === null) {
      // What the client noted by itself, such as that a message was recalled.
      this.#emit({ kind: 'skip', name: `event: ${entry.name}` });
      return;
    }
    const tool = call?.tool;
    const outcome = outcomeOf(entry);
    const name = tool ?? 'Tool';
    const named = call === undefined ? null : globalCallId(call);
    const { session } = this.#around;
    const summary =
      outcome === null
        ? `${name} succeeded`
        : `${name} ${outcome === 'DENIED' ? 'denied' : 'failed'}: ${entry.text}`;
    const durationMs = call === undefined ? null : elapsed(call.at, entry.at);
    const fact = this.#fact(
      entry,
      'tool-result',
      summary,
      named === null ? {} : { id: eventId.toolResult(session, named) },
    );
    const of = tool === undefined ? {} : { tool };
    this.#emit({
      kind: 'event',
      event: {
        ...fact,
        type: 'TOOL_RESULT',
        ...of,
        isError: outcome !== null,
        ...(durationMs === null ? {} : { durationMs }),
      },
    });
    if (outcome !== 'DENIED') return;
    const decision = this.#fact(entry, 'tool-decision', `${name} denied`, {
      ...(named === null ? {} : { id: eventId.toolDecision(session, named) }),
      isDerived: true,
    });
    this.#emit({ kind: 'event', event: { ...decision, type: 'TOOL_DECISION', ...of, decision: 'DENY' } });
  }

  /** `id`: where another source knows the fact by the same. */
  #fact(
    entry: Entry,
    facet: string,
    summary: string,
    parts: {
      readonly id?: string;
      readonly touches?: readonly Touch[];
      readonly outcome?: Outcome | null;
      readonly isDerived?: boolean;
    } = {},
  ): ReturnType<typeof recorded> {
    return recorded(
      { ...this.#around, context: this.#context() },
      {
        id: parts.id ?? this.#ownId(entry, facet),
        joins: parts.id !== undefined,
        at: entry.at,
        summary,
        ...(parts.isDerived === true ? {} : { record: withoutRepeats(entry.raw) }),
        touches: parts.touches ?? [],
        outcome: parts.outcome ?? undefined,
      },
    );
  }

  #ownId(entry: Entry, facet: string): string {
    const { session } = this.#around;
    if (entry.id !== null) {
      // The first generation counts its events from 0 in each run.
      return eventId.line(session, isGlobalId(entry.id) ? entry.id : `event-${entry.id}`, facet);
    }
    const content = `${facet}\n${JSON.stringify(entry.raw)}`;
    const ordinal = this.#identical.get(content) ?? 0;
    this.#identical.set(content, ordinal + 1);
    return eventId.content(session, ordinal === 0 ? content : `${content}\n${ordinal}`);
  }

  #context(): EventContext {
    const account = accountOf(this.#cwd);
    return {
      ...this.#around.context,
      ...(account === null ? {} : { osAccount: account }),
      ...(this.#hostName === null ? {} : { endpoint: { hostName: this.#hostName } }),
      ...(this.#cwd === null ? {} : { cwd: this.#cwd }),
    };
  }
}

/** Calls and results find each other by the call's event, and by the call's own id where that is random. */
function callKeys(entry: CallEntry): readonly string[] {
  const named = globalCallId(entry);
  return [...(entry.id === null ? [] : [`event ${entry.id}`]), ...(named === null ? [] : [`call ${named}`])];
}

function resultKeys(entry: ResultEntry): readonly string[] {
  const named = globalCallId(entry);
  return [
    ...(entry.cause === null ? [] : [`event ${entry.cause}`]),
    ...(named === null ? [] : [`call ${named}`]),
  ];
}

/** Ids such as `finish:35` are counted by the model's server and may come back in one run. */
function globalCallId({ callId }: CallEntry | ResultEntry): string | null {
  return callId !== null && isGlobalId(callId) ? callId : null;
}

/** Events repeat the whole response of the model, and the sums of all metrics so far. */
function withoutRepeats(raw: JsonObject): JsonObject {
  const { tool_call_metadata: metadata, llm_metrics: _metrics, ...rest } = raw;
  if (typeof metadata !== 'object' || metadata === null) return rest;
  const { model_response: _response, ...kept } = metadata as JsonObject;
  return { ...rest, tool_call_metadata: kept };
}

function elapsed(from: number | null, to: number | null): number | null {
  return from === null || to === null || to < from ? null : to - from;
}

function outcomeOf(result: ResultEntry): Outcome | null {
  if (result.isRefusal) return 'DENIED';
  if (result.exitCode !== null) return result.exitCode === 0 ? null : 'PARTLY';
  return result.isError ? 'FAILED' : null;
}

const A_FOLDER = /^Here's the files and directories/;

function touchesAfter(
  touches: readonly Touch[],
  outcome: Outcome | null,
  result: ResultEntry | undefined,
): readonly Touch[] {
  if (outcome === 'FAILED' || outcome === 'DENIED') return [];
  // A folder can be viewed like a file: its listing is no content.
  if (result !== undefined && A_FOLDER.test(result.text)) return [];
  return outcome === 'PARTLY' ? touches.map((touch) => ({ ...touch, confidence: 'LOW' })) : touches;
}

function callTouches({ action, input }: CallEntry, cwd: string | null): readonly Touch[] {
  const like = (name: string, as: JsonObject): readonly Touch[] => touchesOf({ name, input: as, cwd });
  switch (action) {
    case 'run':
      // Input goes to a command that is running: it is no command.
      return input['is_input'] === true ? [] : like('Bash', { command: input['command'] });
    case 'read':
      return like('Read', { file_path: input['path'] });
    case 'write':
      return like('Write', { file_path: input['path'] });
    case 'edit':
      return like(input['command'] === 'view' ? 'Read' : 'Write', { file_path: input['path'] });
    case 'browse':
      return like('WebFetch', { url: input['url'] });
    case 'browse_interactive':
      return gotoUrls(asText(input['browser_actions']) ?? '').flatMap((url) => like('WebFetch', { url }));
    default:
      return [];
  }
}

function gotoUrls(actions: string): string[] {
  return [...actions.matchAll(/\bgoto\(\s*(['"])(.+?)\1/g)].flatMap(([, , url]) => url ?? []).slice(0, 100);
}

function callSummary({ tool, input }: CallEntry): string {
  const path = asText(input['path']);
  const command = asText(input['command']);
  const detail =
    path === null
      ? (command ?? asText(input['code']) ?? asText(input['url']))
      : command === null
        ? path
        : `${command} ${path}`;
  return detail === null ? tool : `${tool}: ${detail}`;
}
