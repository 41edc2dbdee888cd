import type { RuntrailEvent, SessionRef, SourceItem } from '../../events/event.js';
import { sessionKey } from '../../events/ids.js';
import { readAssistantLine } from '../claude-code-transcript/assistant-line.js';
import { RepositoryRoots } from '../claude-code-transcript/paths.js';
import { contextOf, PRODUCT, type PlacedLine } from '../claude-code-transcript/placed-line.js';
import { ToolLedger } from '../claude-code-transcript/tool-ledger.js';
import type { TranscriptLine } from '../claude-code-transcript/transcript-line.js';
import { readUserLine } from '../claude-code-transcript/user-line.js';
import type { Fault, ParsedRecord } from '../json-file/record.js';
import { asArray, asName, asObject, isObject, type JsonObject, usableId } from '../json-shape.js';
import { RunUsage } from './run-usage.js';
import { asTranscriptLine, NO_SETTINGS, settingsOf, type RunSettings } from './stream-line.js';
import { resultFacts, subagentOf, systemFacts } from './system-message.js';

const MAX_WAITING = 2000;
const MAX_WAITING_LENGTH = 16 * 1024 * 1024;
const MAX_REMEMBERED = 10_000;

/**
 * The state of reading one stream: what the run's `init` said, which tool calls are open, which subagents are known.
 *
 * Before 2.1 a subagent's messages name only the call that started it; its id, which is the transcript's name for it,
 * stands in that call's result. They wait for it, at most 2,000 or 16 Mi characters of them; without it the subagent is
 * named after the call.
 */
export class Stream {
  readonly #receivedAt: number;
  readonly #emitItem: (item: SourceItem) => void;
  readonly #roots: RepositoryRoots;
  readonly #ledger: ToolLedger;
  /** By session id. */
  readonly #settings = new Map<string, RunSettings>();
  readonly #lastMessages = new Map<string, string>();
  readonly #usage = new Map<string, RunUsage>();
  /** Subagents by the tool use that started them. */
  readonly #subagents = new Map<string, string>();
  readonly #startedSubagents = new Set<string>();
  readonly #waiting = new Map<string, TranscriptLine[]>();
  #waitingCount = 0;
  #waitingLength = 0;

  constructor(inputName: string, receivedAt: number, emit: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#emitItem = emit;
    this.#roots = new RepositoryRoots(inputName);
    this.#ledger = new ToolLedger(this.#emit);
  }

  /** Takes the next message; returns what is wrong with it if it can be no event and no skip. */
  read(record: ParsedRecord): Fault | null {
    const { value } = record;
    const type = asName(value['type']);
    if (type === null) {
      return { code: 'NO_TYPE', reason: 'The line has no type; it is not a message of stream-json output.' };
    }
    const sessionId = usableId(value['session_id']);
    const isMessage = type === 'assistant' || type === 'user';
    if (!isMessage && type !== 'system' && type !== 'result') {
      this.#skip(type);
      return null;
    }
    if (sessionId === null) {
      return {
        code: 'NO_SESSION_ID',
        reason: 'The message names no session; give it the session_id that Claude Code printed.',
      };
    }
    if (type === 'system' && value['subtype'] === 'init') {
      remember(this.#settings, sessionId, settingsOf(value));
    }
    const settings = this.#settings.get(sessionId) ?? NO_SETTINGS;
    const line = asTranscriptLine(value, record.text, record.notes, settings);
    if (isMessage && !hasContent(line)) {
      return {
        code: 'NO_MESSAGE',
        reason: `The ${type} message has no content; the program that printed it may have broken it.`,
      };
    }
    if (isMessage) this.#learnSubagents(line);
    this.#place(line);
    return null;
  }

  /** Releases everything that waited for more. */
  end(): void {
    for (const call of this.#waiting.keys()) this.#release(call, namedAfter(call));
    this.#ledger.end();
  }

  readonly #emit = (event: RuntrailEvent): void => {
    if (event.type === 'SUBAGENT_START') {
      const child = sessionKey(event.child);
      if (this.#startedSubagents.has(child)) return;
      if (this.#startedSubagents.size < MAX_REMEMBERED) this.#startedSubagents.add(child);
    }
    if (event.type === 'MODEL_REQUEST' && event.session.agentId === undefined) {
      this.#usageOf(event.session.sessionId).add(event);
    }
    this.#emitEvent(event);
  };

  /** The transcript of the same run knows more: where there is one, its word holds. */
  #emitEvent(event: RuntrailEvent): void {
    this.#emitItem({ kind: 'event', event: { ...event, source: 'STREAM' } });
  }

  #usageOf(sessionId: string): RunUsage {
    const known = this.#usage.get(sessionId);
    if (known !== undefined) return known;
    const usage = new RunUsage();
    remember(this.#usage, sessionId, usage);
    return usage;
  }

  #skip(name: string): void {
    this.#emitItem({ kind: 'skip', name });
  }

  /** A call's result, and from 2.1 on a message when it starts, name the subagent that the call started. */
  #learnSubagents(line: TranscriptLine): void {
    const agentId = usableId(asObject(line.raw['toolUseResult'])?.['agentId']);
    if (agentId === null) return;
    const results = asArray(asObject(line.raw['message'])?.['content'])
      .filter(isObject)
      .flatMap((block) => usableId(block['tool_use_id']) ?? []);
    const [call] = results;
    if (call !== undefined && results.length === 1) this.#know(call, agentId);
  }

  #know(call: string, agentId: string): void {
    remember(this.#subagents, call, agentId);
    this.#release(call, agentId);
  }

  #place(line: TranscriptLine): void {
    const call = usableId(line.raw['parent_tool_use_id']);
    const agentId = line.agentId ?? (call === null ? null : (this.#subagents.get(call) ?? null));
    if (call === null || agentId !== null) {
      this.#readPlaced(line, agentId);
      return;
    }
    const siblings = this.#waiting.get(call);
    if (siblings === undefined) this.#waiting.set(call, [line]);
    else siblings.push(line);
    this.#waitingCount += 1;
    this.#waitingLength += line.payload.length;
    while (this.#waitingCount > MAX_WAITING || this.#waitingLength > MAX_WAITING_LENGTH) {
      const [oldest] = this.#waiting.keys();
      if (oldest === undefined) return;
      // What comes later of the same call must not go to another name.
      this.#know(oldest, namedAfter(oldest));
    }
  }

  #release(call: string, agentId: string): void {
    const waiting = this.#waiting.get(call) ?? [];
    this.#waiting.delete(call);
    for (const line of waiting) {
      this.#waitingCount -= 1;
      this.#waitingLength -= line.payload.length;
      this.#readPlaced(line, agentId);
    }
  }

  #readPlaced(line: TranscriptLine, agentId: string | null): void {
    const sessionId = line.sessionId ?? '';
    const session: SessionRef =
      agentId === null ? { product: PRODUCT, sessionId } : { product: PRODUCT, sessionId, agentId };
    const placed: PlacedLine = {
      line,
      session,
      context: contextOf(line, this.#roots),
      receivedAt: this.#receivedAt,
    };
    const message = asObject(line.raw['message']) ?? {};
    switch (line.type) {
      case 'assistant': {
        const messageId = usableId(message['id']);
        if (agentId === null && messageId !== null) remember(this.#lastMessages, sessionId, messageId);
        readAssistantLine(placed, message, this.#emit, this.#ledger);
        return;
      }
      case 'user':
        readUserLine(placed, message, this.#emit, this.#ledger);
        return;
      case 'result': {
        const rest = this.#usageOf(sessionId).rest(placed);
        if (rest !== null) this.#emitEvent(rest);
        for (const event of resultFacts(placed, this.#lastMessages.get(sessionId) ?? null)) this.#emit(event);
        return;
      }
      default:
        this.#readSystem(placed, line.raw);
    }
  }

  #readSystem(placed: PlacedLine, raw: JsonObject): void {
    const facts = systemFacts(placed);
    for (const event of facts) this.#emit(event);
    const subtype = asName(raw['subtype']) ?? 'unnamed';
    if (facts.length === 0) this.#skip(`system:${subtype}`);
    const call = usableId(raw['tool_use_id']);
    const agentId = subtype === 'task_started' ? subagentOf(raw) : null;
    if (call !== null && agentId !== null) this.#know(call, agentId);
  }
}

function namedAfter(call: string): string {
  return `task-${call}`;
}

function hasContent(line: TranscriptLine): boolean {
  const content = asObject(line.raw['message'])?.['content'];
  return typeof content === 'string' || Array.isArray(content);
}

/** A stream has a handful of sessions and calls; a hostile one must not grow the memory. */
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.has(key) || known.size < MAX_REMEMBERED) known.set(key, value);
}
