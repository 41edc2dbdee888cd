import type { EventContext, OtherEvent, RuntrailEvent, SessionRef, SourceItem } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { ContentIds } from '../content-ids.js';
import { settledUse } from '../held-calls.js';
import { withinDepth, type Fault, type ObjectRecord } from '../object-lines.js';
import { parseInstant } from '../instant.js';
import { asArray, asName, asObject, asText, usableId, type JsonObject } from '../json-shape.js';
import { payloadText } from '../payload-notes.js';
import { accountOf } from '../recorded-paths.js';
import { leadingText, modelRequestSummary, oneLine } from '../summaries.js';
import { ProjectFolder } from './project-folder.js';
import { geminiTokens } from './token-counts.js';
import { callOutcome, DISPLAY_NAME, geminiCall, PRODUCT, shownServer } from './tools.js';

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** Held until their newest version is known, or the file ends. */
const MAX_HELD = 500;
const MAX_HELD_LENGTH = 16 * 1024 * 1024;
/** Messages that came before the session's id. */
const MAX_WAITING_LENGTH = 64 * 1024 * 1024;

/**
 * Reads the records of one chat file: their facts go to `out`. A file with one object a line holds a message again
 * each time that it has grown, so a message is held until the last of its versions has been seen.
 */
export class Chat {
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  readonly #reject: (record: ObjectRecord, fault: Fault) => void;
  readonly #ids = new ContentIds();
  readonly #held = new Map<string, ObjectRecord>();
  #heldLength = 0;
  #session: SessionRef | null = null;
  #isSubagent = false;
  #project = new ProjectFolder(null);
  #context: EventContext | null = null;
  #waiting: ObjectRecord[] = [];
  #waitingLength = 0;
  #unnamed = 0;

  constructor(
    receivedAt: number,
    out: (item: SourceItem) => void,
    reject: (record: ObjectRecord, fault: Fault) => void,
  ) {
    this.#receivedAt = receivedAt;
    this.#out = out;
    this.#reject = reject;
  }

  /** Takes over what stands about the session as a whole. */
  about(fields: JsonObject): void {
    const sessionId = usableId(fields['sessionId']);
    if (sessionId === null) return;
    if (this.#session?.sessionId !== sessionId) {
      this.#releaseAll();
      this.#session = { product: PRODUCT, sessionId };
      this.#project = new ProjectFolder(fields['projectHash']);
      this.#context = null;
      this.#isSubagent = fields['kind'] === 'subagent';
      this.#emitStart(fields, this.#session);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    for (const record of waiting) this.message(record);
  }

  /** One message, or a line that changes something about the session. */
  message(record: ObjectRecord): void {
    const { value } = record;
    const changes = asObject(value['$set']);
    if (changes !== null || '$rewindTo' in value) {
      this.#skip(changes === null ? '$rewindTo' : '$set');
      return;
    }
    if (!('type' in value) && usableId(value['sessionId']) !== null) {
      this.about(value);
      return;
    }
    if (this.#session === null) {
      this.#wait(record);
      return;
    }
    const id = usableId(value['id']);
    this.#hold(id ?? `unnamed ${(this.#unnamed += 1)}`, record);
  }

  /** Nothing more will come. */
  end(): void {
    this.#releaseAll();
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#reject(first, NO_SESSION);
    this.#waiting.slice(1).forEach(() => this.#skip('no-session'));
  }

  #wait(record: ObjectRecord): void {
    this.#waitingLength += record.json.length;
    if (this.#waitingLength > MAX_WAITING_LENGTH) this.#skip('no-session');
    else this.#waiting.push(record);
  }

  #hold(key: string, record: ObjectRecord): void {
    this.#heldLength += record.json.length - (this.#held.get(key)?.json.length ?? 0);
    this.#held.set(key, record);
    for (const [oldest] of this.#held) {
      if (this.#held.size <= MAX_HELD && this.#heldLength <= MAX_HELD_LENGTH) return;
      this.#release(oldest);
    }
  }

  #releaseAll(): void {
    for (const [key] of this.#held) this.#release(key);
  }

  #release(key: string): void {
    const record = this.#held.get(key);
    const session = this.#session;
    if (record === undefined || session === null) return;
    this.#held.delete(key);
    this.#heldLength -= record.json.length;
    const fault = withinDepth(() => this.#readMessage(record, session));
    if (fault !== null) this.#reject(record, fault);
  }

  #emitStart(fields: JsonObject, session: SessionRef): void {
    const at = parseInstant(fields['startTime']);
    const id = eventId.ofSession(session, 'start');
    this.#emit({
      ...this.#recorded(session, id, at, 'Session started (startup)', null),
      type: 'SESSION_START',
      reason: 'startup',
    });
  }

  #readMessage(record: ObjectRecord, session: SessionRef): Fault | null {
    const { value } = record;
    const type = asName(value['type']);
    if (type === null) {
      return { code: 'NO_TYPE', reason: 'The message has no type; it is not one that Gemini CLI writes.' };
    }
    const at = parseInstant(value['timestamp']);
    const text = messageText(value);
    const fact = (facet: string, summary: string): Recorded =>
      this.#recorded(session, this.#factId(record, session, facet), at, summary, record.payload);
    switch (type) {
      case 'user':
        if (text.trim() === '') this.#skip('user:no-text');
        else if (this.#isSubagent) {
          this.#emit({
            ...fact('prompt', `subagent-prompt: ${text}`),
            type: 'OTHER',
            name: 'subagent-prompt',
          });
        } else this.#emit({ ...fact('prompt', `Prompt: ${text}`), type: 'USER_PROMPT' });
        break;
      case 'gemini':
      case 'model':
        this.#readAnswer(record, session, at, text, fact);
        break;
      case 'error':
        this.#emit({ ...fact('error', `Error: ${text}`), type: 'API_ERROR' });
        break;
      case 'warning':
        this.#emit({ ...fact('warning', `Warning: ${text}`), type: 'NOTIFICATION' });
        break;
      case 'info':
        this.#emit({ ...fact('info', `info: ${text}`), type: 'OTHER', name: 'info' });
        break;
      default:
        this.#skip(`message:${type}`);
    }
    return null;
  }

  /** What the model answered. Only an answer with its tokens or its model is a request of its own. */
  #readAnswer(
    record: ObjectRecord,
    session: SessionRef,
    at: number | null,
    text: string,
    fact: (facet: string, summary: string) => Recorded,
  ): void {
    const { value } = record;
    const calls = asArray(value['toolCalls']).slice(0, 10_000).map(asObject);
    for (const call of calls) {
      if (call === null) continue;
      for (const argument of Object.values(asObject(call['args']) ?? {})) {
        if (this.#project.see(argument)) this.#context = null;
      }
    }
    const said = asObject(value['tokens']);
    const model = asName(value['model']);
    const tokens =
      said === null
        ? null
        : geminiTokens({
            input: said['input'],
            output: said['output'],
            cached: said['cached'],
            thoughts: said['thoughts'],
            tool: said['tool'],
          });
    const payload = withoutCalls(record, calls.length);
    if (tokens !== null || model !== null) {
      this.#emit({
        ...fact('request', modelRequestSummary(model, tokens)),
        payload,
        type: 'MODEL_REQUEST',
        model,
        tokens,
        costMicroUsd: null,
        costBasis: null,
      });
    } else if (text.trim() !== '') {
      this.#emit({ ...fact('answer', `answer: ${text}`), payload, type: 'OTHER', name: 'answer' });
    }
    calls.forEach((call, index) => {
      if (call !== null) this.#readCall(record, call, index, session, at);
    });
  }

  #readCall(
    record: ObjectRecord,
    call: JsonObject,
    index: number,
    session: SessionRef,
    at: number | null,
  ): void {
    const { result, resultDisplay, ...asked } = call;
    const name = asName(call['name']) ?? 'unnamed';
    const made = geminiCall(name, asObject(call['args']) ?? {}, shownServer(call), this.#project.path);
    const callId = usableId(call['id']);
    const status = asName(call['status']);
    const verdict = verdictOf(status);
    const text = resultText(result, resultDisplay);
    const outcome = verdict === null ? 'RAN' : callOutcome(name, verdict, text);
    const endedAt = parseInstant(call['timestamp']);
    const idOf = (of: 'toolUse' | 'toolResult' | 'toolDecision'): string =>
      callId === null ? this.#factId(record, session, `${of}:${index}`) : eventId[of](session, callId);
    const named = { tool: made.tool, ...(callId === null ? {} : ({ joins: true } as const)) } as const;
    this.#emit(
      settledUse(
        {
          event: {
            ...this.#recorded(session, idOf('toolUse'), at ?? endedAt, made.summary, null),
            type: 'TOOL_USE',
            ...named,
            ...(made.server === null ? {} : { server: made.server }),
          },
          json: JSON.stringify(asked),
          notes: record.notes,
          touches: made.touches,
        },
        outcome,
      ),
    );
    if (verdict === null) return;
    const isError = outcome !== 'RAN';
    const summary = isError
      ? `${made.tool} ${outcome === 'DENIED' ? 'denied' : 'failed'}: ${text}`
      : `${made.tool} succeeded`;
    const payload = payloadText(
      JSON.stringify({ id: call['id'], name, status, result, resultDisplay }),
      record.notes,
    );
    this.#emit({
      ...this.#recorded(session, idOf('toolResult'), endedAt ?? at, summary, payload),
      type: 'TOOL_RESULT',
      ...named,
      isError,
    });
    if (outcome !== 'DENIED') return;
    this.#emit({
      ...this.#recorded(session, idOf('toolDecision'), endedAt ?? at, `${made.tool} denied`, null),
      type: 'TOOL_DECISION',
      ...named,
      decision: 'DENY',
    });
  }

  #factId({ value, identity }: ObjectRecord, session: SessionRef, facet: string): string {
    const id = usableId(value['id']);
    return id === null ? this.#ids.of(session, `${facet}\n${identity}`) : eventId.line(session, id, facet);
  }

  #recorded(
    session: SessionRef,
    id: string,
    at: number | null,
    summary: string,
    payload: string | null,
  ): Recorded {
    return {
      id,
      session,
      at,
      receivedAt: this.#receivedAt,
      source: 'TRANSCRIPT',
      summary: oneLine(summary),
      payload,
      context: (this.#context ??= contextIn(this.#project.path)),
      touches: [],
    };
  }

  #emit(event: RuntrailEvent): void {
    this.#out({ kind: 'event', event });
  }

  #skip(name: string): void {
    this.#out({ kind: 'skip', name });
  }
}

const NO_SESSION: Fault = {
  code: 'NO_SESSION_ID',
  reason:
    'The file has no usable sessionId beside its messages, perhaps because it was redacted or cut; import the original.',
};

/** A chat names neither version nor machine nor person: who and where stay NOT_REPORTED. */
function contextIn(folder: string | null): EventContext {
  const account = accountOf(folder);
  return {
    identityCarried: false,
    agent: { product: DISPLAY_NAME },
    ...(account === null ? {} : { osAccount: account }),
    ...(folder === null ? {} : { repository: { root: folder }, cwd: folder }),
  };
}

function messageText(message: JsonObject): string {
  const parts = message['content'] ?? message['parts'];
  if (typeof parts === 'string') return parts;
  const texts = asArray(parts).flatMap((part) =>
    typeof part === 'string' ? part : (asText(asObject(part)?.['text']) ?? []),
  );
  return texts.find((text) => text.trim() !== '') ?? asText(asObject(parts)?.['text']) ?? leadingText(parts);
}

/** The message without its calls: these are records of their own. */
function withoutCalls(record: ObjectRecord, calls: number): string {
  if (calls === 0) return record.payload;
  const { toolCalls: _, ...rest } = record.value;
  return payloadText(JSON.stringify(rest), record.notes);
}

/** Null for a call that had not ended when the file was written. */
function verdictOf(status: string | null): 'success' | 'error' | 'refused' | null {
  switch (status) {
    case 'success':
      return 'success';
    case 'error':
      return 'error';
    case 'cancelled':
      return 'refused';
    default:
      return null;
  }
}

function resultText(result: unknown, display: unknown): string {
  for (const part of Array.isArray(result) ? result : [result]) {
    const response = asObject(asObject(asObject(part)?.['functionResponse'])?.['response']);
    const text = asText(response?.['output']) ?? asText(response?.['error']);
    if (text !== null) return text;
  }
  return asText(display) ?? '';
}
