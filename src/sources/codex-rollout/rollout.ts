import type { SourceItem } from '../../events/event.js';
import { eventId, sessionKey, topLevel } from '../../events/ids.js';
import { asObject, type JsonObject } from '../json-shape.js';
import { parseInstant } from '../instant.js';
import { oneLine } from '../summaries.js';
import { readEventMessage, readUsageRecord } from './event-messages.js';
import type { Fault } from '../object-lines.js';
import { readResponseItem } from './response-items.js';
import type { RolloutLine } from './rollout-line.js';
import { ThreadFacts } from './thread-facts.js';
import { PRODUCT, threadMeta, type ThreadMeta } from './thread.js';

/** Reads the lines of one input in order: their facts go to `out`. */
export class Rollout {
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  #facts: ThreadFacts | null = null;
  #saidNoSession = false;

  constructor(receivedAt: number, out: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#out = out;
  }

  /** Null where the line was understood, be it that it holds no fact. */
  read(line: RolloutLine): Fault | null {
    const { payload } = line;
    if (line.type === '') {
      return { code: 'NO_TYPE', reason: 'The line has no type; it is not a line of a Codex rollout.' };
    }
    if (line.type === 'session_meta' && payload !== null) return this.#readMeta(line, payload);
    if (this.#facts === null) return this.#withoutSession(line);
    if (payload === null) {
      if (line.type.startsWith('record:')) this.#facts.skip(line);
      else return noPayload(line.type);
    } else {
      this.#readFact(line, payload, this.#facts);
    }
    return null;
  }

  /** Releases everything that waited for more. */
  end(): void {
    this.#facts?.end();
  }

  #readFact(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
    if (facts.gate.replays(line)) {
      // The running total and the turn's settings carry over into the thread's own turns.
      const info = line.item === 'token_count' ? asObject(payload['info']) : null;
      if (info !== null) facts.usage.count(info);
      if (line.type === 'turn_context') facts.context.turn(payload);
      this.#out({ kind: 'skip', name: 'replayed-history' });
      return;
    }
    switch (line.type) {
      case 'turn_context':
        facts.context.turn(payload);
        facts.skip(line);
        return;
      case 'response_item':
        readResponseItem(line, payload, facts);
        return;
      case 'event_msg':
        readEventMessage(line, payload, facts);
        return;
      case 'token_usage_record':
        readUsageRecord(line, payload, facts);
        return;
      case 'compacted': {
        const id = facts.contentId(line, 'compaction');
        facts.emit({ ...facts.recorded(line, id, 'Conversation compacted'), type: 'COMPACTION' });
        return;
      }
      default:
        facts.skip(line);
    }
  }

  #readMeta(line: RolloutLine, payload: JsonObject): Fault | null {
    const meta = threadMeta(payload);
    if (meta === null) {
      return {
        code: 'NO_SESSION_ID',
        reason:
          'The session_meta line has no usable id, perhaps because it was redacted; import the original rollout.',
      };
    }
    const facts = this.#facts;
    if (facts === null) {
      this.#start(line, payload, meta);
    } else if (meta.threadId === facts.meta.threadId) {
      facts.restart(meta);
      const id = facts.contentId(line, 'resume');
      facts.emit({
        ...facts.recorded(line, id, 'Session resumed'),
        type: 'SESSION_START',
        reason: 'resume',
      });
    } else if (facts.gate.replays(line) || meta.threadId === facts.meta.forkedFrom) {
      this.#out({ kind: 'skip', name: 'replayed-history' });
    } else {
      facts.end();
      this.#start(line, payload, meta);
    }
    return null;
  }

  #start(line: RolloutLine, payload: JsonObject, meta: ThreadMeta): void {
    const facts = new ThreadFacts(meta, line.at, this.#receivedAt, this.#out);
    this.#facts = facts;
    const at = parseInstant(payload['timestamp']) ?? line.at;
    const { session } = meta;
    const id = eventId.ofSession(session, 'start');
    const reason = meta.forkedFrom === null ? 'startup' : 'fork';
    facts.emit({
      ...facts.recorded(line, id, `Session started (${reason})`, { at }),
      type: 'SESSION_START',
      reason,
    });
    if (session.agentId !== undefined) {
      const parent = topLevel(session);
      const fact = facts.recorded(
        line,
        eventId.ofSession(session, 'subagent-start'),
        oneLine(`Subagent ${session.agentId} started`),
        { payload: null, session: parent, at },
      );
      facts.emit({ ...fact, type: 'SUBAGENT_START', child: session });
    } else if (meta.forkedFrom !== null && meta.forkedFrom !== meta.threadId) {
      const origin = { product: PRODUCT, sessionId: meta.forkedFrom };
      const continues = eventId.ofSession(session, `continues ${sessionKey(origin)}`);
      const summary = oneLine(`Continues session ${meta.forkedFrom}`);
      const fact = facts.recorded(line, continues, summary, { payload: null, at });
      facts.emit({ ...fact, type: 'SESSION_CONTINUED', origin });
    }
  }

  /** The rest of a file without its beginning is counted, not listed line by line. */
  #withoutSession(line: RolloutLine): Fault | null {
    if (this.#saidNoSession) {
      this.#out({ kind: 'skip', name: 'no-session' });
      return null;
    }
    this.#saidNoSession = true;
    return {
      code: 'NO_SESSION_ID',
      reason:
        `A ${line.type} line comes before any session_meta, so nothing says whose it is; import the whole rollout.` +
        ' The lines after it are passed over up to the next session_meta.',
    };
  }
}

function noPayload(type: string): Fault {
  return {
    code: 'NO_PAYLOAD',
    reason: oneLine(
      `The ${type.slice(0, 60)} line has no payload object; the program that wrote it may have broken it.`,
    ),
  };
}
