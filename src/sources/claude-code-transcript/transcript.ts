import type { EventContext, RuntrailEvent, SessionRef, SourceItem } from '../../events/event.js';
import { eventId, sessionKey } from '../../events/ids.js';
import { asName, asObject, isObject, usableId } from '../json-shape.js';
import { oneLine } from '../summaries.js';
import { readAssistantLine } from './assistant-line.js';
import { attachmentEvent, hookEvent, systemEvent } from './client-line.js';
import { RepositoryRoots } from './paths.js';
import { contextOf, lineFactId, PRODUCT, recorded, type PlacedLine } from './placed-line.js';
import { Subagents } from './subagents.js';
import { ToolLedger } from './tool-ledger.js';
import { embeddedLine, type TranscriptLine } from './transcript-line.js';
import { readUserLine, subagentStart } from './user-line.js';

/** What cannot become an event, before it is known where it stands. */
export interface Fault {
  readonly code: string;
  readonly reason: string;
}

/** Line types that hold a conversation: without a session they are nothing. */
const CONVERSATION = new Set(['user', 'assistant', 'system', 'attachment', 'progress']);

/** Line types that state nothing about a session that an event could hold, whatever fields they come with. */
const WITHOUT_FACTS = new Set([
  'summary',
  'file-history-snapshot',
  'last-prompt',
  'mode',
  'permission-mode',
  'ai-title',
  'custom-title',
  'agent-name',
  'queue-operation',
]);

const MAX_WAITING = 2000;
const MAX_WAITING_LENGTH = 16 * 1024 * 1024;
const MAX_LINKS = 10_000;

interface WaitingLine {
  readonly line: TranscriptLine;
  readonly context: EventContext;
}

/**
 * The state of reading one file: which tool calls are open, which sidechains and sessions have been seen. All of
 * it is bounded; what a bound costs is said where it is set.
 */
export class Transcript {
  readonly #receivedAt: number;
  readonly #emitItem: (item: SourceItem) => void;
  readonly #roots: RepositoryRoots;
  readonly #subagents: Subagents;
  readonly #ledger: ToolLedger;
  /** Sidechain lines whose parent is yet to come: at most 2,000 or 16 Mi characters, the oldest given up first. */
  readonly #waiting = new Map<string, WaitingLine[]>();
  #waitingCount = 0;
  #waitingLength = 0;
  /** The earliest line of each session in the conversation itself. */
  readonly #sessions = new Map<string, PlacedLine>();
  /** Forks: the earliest line for each pair of a session and its origin. */
  readonly #forks = new Map<string, { readonly placed: PlacedLine; readonly origin: SessionRef }>();
  readonly #startedSubagents = new Set<string>();

  constructor(inputName: string, receivedAt: number, emit: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#emitItem = emit;
    this.#roots = new RepositoryRoots(inputName);
    this.#subagents = new Subagents(inputName);
    this.#ledger = new ToolLedger(this.#emit);
  }

  /** Takes the next line; returns what is wrong with it if it can be no event and no skip. */
  read(line: TranscriptLine): Fault | null {
    if (!CONVERSATION.has(line.type)) return this.#readOtherType(line);
    if (line.sessionId === null) return noSessionId(line);
    if ((line.type === 'user' || line.type === 'assistant') && !isReadable(line)) {
      return {
        code: 'NO_MESSAGE',
        reason: `The ${line.type} line has no message with content; the program that wrote it may have broken it.`,
      };
    }
    this.#place({ line, context: contextOf(line, this.#roots) });
    return null;
  }

  /** Releases everything that waited for more. */
  end(): void {
    while (this.#waitingCount > 0) this.#giveUpOldest();
    this.#ledger.end();
    this.#linkSessions();
  }

  readonly #emit = (event: RuntrailEvent): void => {
    if (event.type === 'SUBAGENT_START') {
      const child = sessionKey(event.child);
      if (this.#startedSubagents.has(child)) return;
      if (this.#startedSubagents.size < MAX_LINKS) this.#startedSubagents.add(child);
    }
    this.#emitItem({ kind: 'event', event });
  };

  #skip(name: string): void {
    this.#emitItem({ kind: 'skip', name });
  }

  #readOtherType(line: TranscriptLine): Fault | null {
    const named = line.uuid !== null && line.at !== null && line.sessionId !== null;
    if (line.type === '') {
      return line.sessionId === null
        ? noSessionId(line)
        : { code: 'NO_TYPE', reason: 'The line has no type; it is not a line that Claude Code writes.' };
    }
    if (!named || WITHOUT_FACTS.has(line.type)) this.#skip(line.type);
    else this.#place({ line, context: contextOf(line, this.#roots) });
    return null;
  }

  #place(arrived: WaitingLine): void {
    const belonging = this.#subagents.belongingOf(arrived.line);
    if ('agentId' in belonging) {
      this.#readPlaced(arrived, belonging.agentId);
      return;
    }
    const siblings = this.#waiting.get(belonging.waitsFor);
    if (siblings === undefined) this.#waiting.set(belonging.waitsFor, [arrived]);
    else siblings.push(arrived);
    this.#waitingCount += 1;
    this.#waitingLength += arrived.line.payload.length;
    while (this.#waitingCount > MAX_WAITING || this.#waitingLength > MAX_WAITING_LENGTH) this.#giveUpOldest();
  }

  /** The parent never came: the oldest waiting line starts a chain of its own. */
  #giveUpOldest(): void {
    for (const [parent, siblings] of this.#waiting) {
      const oldest = siblings.shift();
      if (siblings.length === 0) this.#waiting.delete(parent);
      if (oldest === undefined) return;
      this.#waitingCount -= 1;
      this.#waitingLength -= oldest.line.payload.length;
      this.#readPlaced(oldest, this.#subagents.asRoot(oldest.line).agentId);
      return;
    }
  }

  /** Reads a line, and then those that waited for it. */
  #readPlaced(first: WaitingLine, agentId: string | null): void {
    const ready: { readonly arrived: WaitingLine; readonly agentId: string | null }[] = [
      { arrived: first, agentId },
    ];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      const { line, context } = next.arrived;
      this.#readFacts({
        line,
        session: sessionRef(line.sessionId ?? '', next.agentId),
        context,
        receivedAt: this.#receivedAt,
      });
      const children = line.uuid === null ? undefined : this.#waiting.get(line.uuid);
      if (line.uuid === null || children === undefined) continue;
      this.#waiting.delete(line.uuid);
      for (const child of children) {
        this.#waitingCount -= 1;
        this.#waitingLength -= child.line.payload.length;
        const belonging = this.#subagents.belongingOf(child.line);
        // The parent has come and is in no sidechain: the chain starts here.
        const { agentId: of } = 'agentId' in belonging ? belonging : this.#subagents.asRoot(child.line);
        ready.push({ arrived: child, agentId: of });
      }
    }
  }

  #readFacts(placed: PlacedLine): void {
    const { line, session } = placed;
    if (session.agentId === undefined) this.#remember(placed);
    const message = asObject(line.raw['message']) ?? {};
    switch (line.type) {
      case 'assistant':
        readAssistantLine(placed, message, this.#emit, this.#ledger);
        return;
      case 'user':
        readUserLine(placed, message, this.#emit, this.#ledger);
        return;
      case 'system':
        this.#emit(systemEvent(placed));
        return;
      case 'attachment':
        this.#emit(attachmentEvent(placed));
        return;
      case 'progress':
        this.#readProgress(placed);
        return;
      default:
        this.#emit({
          ...recorded(placed, lineFactId(placed), oneLine(line.type)),
          type: 'OTHER',
          name: line.type,
        });
    }
  }

  /** `agent_progress` repeats the subagent's own lines; the rest tells how far a tool or hook has got. */
  #readProgress(placed: PlacedLine): void {
    const { line, session } = placed;
    const data = asObject(line.raw['data']) ?? {};
    const fromHook = hookEvent(placed, data, line.raw['toolUseID']);
    if (fromHook !== null) {
      this.#emit(fromHook);
      return;
    }
    const kind = asName(data['type']);
    const agentId = usableId(data['agentId']);
    const message = data['message'];
    if (kind !== 'agent_progress' || agentId === null || !isObject(message)) {
      this.#skip(kind === null ? 'progress' : `progress:${kind}`);
      return;
    }
    const embedded = embeddedLine(line, message, agentId);
    const startedBy = usableId(line.raw['parentToolUseID']);
    const start = startedBy === null ? null : this.#ledger.seen(eventId.toolUse(session, startedBy));
    if (start !== null) this.#emit(subagentStart(placed, agentId, start.event.at));
    if ((embedded.type !== 'user' && embedded.type !== 'assistant') || !isReadable(embedded)) {
      this.#skip('progress:agent_progress');
      return;
    }
    this.#readFacts({ ...placed, line: embedded, session: sessionRef(session.sessionId, agentId) });
  }

  #remember(whole: PlacedLine): void {
    const { sessionId } = whole.session;
    // Without its content: the line may be large and is kept to the end.
    const placed = { ...whole, line: { ...whole.line, raw: {}, payload: '' } };
    if (isEarlier(placed, this.#sessions.get(sessionId)) && this.#sessions.size < MAX_LINKS) {
      this.#sessions.set(sessionId, placed);
    }
    const forkedFrom = usableId(asObject(whole.line.raw['forkedFrom'])?.['sessionId']);
    if (forkedFrom === null || forkedFrom === sessionId) return;
    const origin = sessionRef(forkedFrom, null);
    const pair = `${sessionKey(placed.session)} ${sessionKey(origin)}`;
    if (isEarlier(placed, this.#forks.get(pair)?.placed) && this.#forks.size < MAX_LINKS) {
      this.#forks.set(pair, { placed, origin });
    }
  }

  /**
   * A file with lines of several sessions is a copy that was carried on: each session continues the one before it.
   * Subagents' lines do not count: the client is known to change the session id under a running subagent.
   */
  #linkSessions(): void {
    const inOrder = [...this.#sessions.values()].toSorted(
      (a, b) => (a.line.at ?? Infinity) - (b.line.at ?? Infinity) || 0,
    );
    const pairs = new Map(this.#forks);
    inOrder.forEach((placed, index) => {
      const before = inOrder[index - 1];
      if (before === undefined) return;
      const pair = `${sessionKey(placed.session)} ${sessionKey(before.session)}`;
      if (!pairs.has(pair)) pairs.set(pair, { placed, origin: before.session });
    });
    for (const { placed, origin } of pairs.values()) {
      const id = eventId.ofSession(placed.session, `continues ${sessionKey(origin)}`);
      const fact = recorded(placed, id, oneLine(`Continues session ${origin.sessionId}`), { payload: null });
      this.#emit({ ...fact, type: 'SESSION_CONTINUED', origin });
    }
  }
}

function sessionRef(sessionId: string, agentId: string | null): SessionRef {
  return agentId === null ? { product: PRODUCT, sessionId } : { product: PRODUCT, sessionId, agentId };
}

function isEarlier(placed: PlacedLine, known: PlacedLine | undefined): boolean {
  if (known === undefined) return true;
  return placed.line.at !== null && (known.line.at === null || placed.line.at < known.line.at);
}

function isReadable(line: TranscriptLine): boolean {
  const content = asObject(line.raw['message'])?.['content'];
  return typeof content === 'string' || Array.isArray(content);
}

function noSessionId(line: TranscriptLine): Fault {
  const said = line.raw['sessionId'];
  const redacted = typeof said === 'string' && said !== '';
  return {
    code: 'NO_SESSION_ID',
    reason: redacted
      ? 'The session id of the line is no usable id, perhaps because it was redacted; import the original file.'
      : 'The line names no session; give each line the sessionId that Claude Code wrote.',
  };
}
