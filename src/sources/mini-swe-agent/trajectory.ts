import type { EventContext, SessionRef, SourceItem } from '../../events/event.js';
import { digest, eventId, isGlobalId } from '../../events/ids.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import type { JsonDocument } from '../json-file/document.js';
import { recorded, secondsToMs, type Surroundings, usablePath } from '../json-file/facts.js';
import type { Fault } from '../json-file/record.js';
import { asArray, asName, asObject, isObject, type JsonObject, usableId } from '../json-shape.js';
import { accountOf } from '../recorded-paths.js';
import { answers, commandsOf, contentText, outcomeOf, resultOf, type Command, type Result } from './calls.js';
import { requestsOf } from './requests.js';

const PRODUCT = 'mini-swe-agent';

/** The facts of a trajectory: its prompts, commands with what came of them, requests, and how it ended. */
export function readTrajectory(
  document: JsonDocument,
  receivedAt: number,
  emit: (item: SourceItem) => void,
): Fault | null {
  const { value: raw, notes } = document;
  if (!Array.isArray(raw['messages'])) {
    return {
      code: 'NO_MESSAGES',
      reason: 'The file has no list of messages: it holds no run of mini-swe-agent.',
    };
  }
  const messages = raw['messages'].filter(isObject);
  const info = asObject(raw['info']) ?? {};
  const around: Surroundings = {
    session: sessionOf(raw, messages),
    context: contextOf(info),
    receivedAt,
    notes,
  };
  for (let dropped = messages.length; dropped < raw['messages'].length; dropped++) {
    emit({ kind: 'skip', name: 'message: no object' });
  }
  new Conversation(messages, around, emit).read();
  for (const event of requestsOf(messages, info, around)) emit({ kind: 'event', event });
  emitEnd(messages, info, around, emit);
  return null;
}

/**
 * The document names the task at most. What tells runs apart and stays while a run goes on is its beginning, once the
 * first answer is timed or has a random id; older runs are known by all of their messages.
 */
function sessionOf(raw: JsonObject, messages: readonly JsonObject[]): SessionRef {
  const first = messages.findIndex(
    (message) => message['role'] === 'assistant' || message['object'] === 'response',
  );
  const extra = asObject(messages[first]?.['extra']) ?? {};
  const responseId = usableId(asObject(extra['response'])?.['id'] ?? messages[first]?.['id']);
  const isUnique =
    secondsToMs(extra['timestamp']) !== null || (responseId !== null && isGlobalId(responseId));
  const run = digest('mini-swe-agent', JSON.stringify(isUnique ? messages.slice(0, first + 1) : messages));
  const name = usableId(raw['instance_id']);
  return { product: PRODUCT, sessionId: name === null ? run : `${name}~${run.slice(0, 8)}` };
}

function contextOf(info: JsonObject): EventContext {
  const version = asName(info['mini_version']);
  const cwd = usablePath(asObject(asObject(info['config'])?.['environment'])?.['cwd']);
  const account = accountOf(cwd);
  return {
    identityCarried: false,
    agent: { product: 'mini-swe-agent', ...(version === null ? {} : { version }) },
    ...(account === null ? {} : { osAccount: account }),
    ...(cwd === null ? {} : { cwd }),
  };
}

/** Messages by which a person, rather than the agent itself, steps in. */
const BY_PERSON = new Set<unknown>(['UserInterruption', 'UserNewTask', 'UserRejection']);

class Conversation {
  readonly #messages: readonly JsonObject[];
  readonly #around: Surroundings;
  readonly #emit: (item: SourceItem) => void;
  readonly #answers = new Map<string, JsonObject>();
  /** Messages that answer a command without naming it. */
  readonly #taken = new Set<JsonObject>();
  #commands = 0;
  #prompts = 0;

  constructor(messages: readonly JsonObject[], around: Surroundings, emit: (item: SourceItem) => void) {
    this.#messages = messages;
    this.#around = around;
    this.#emit = emit;
    for (const message of messages) {
      const call = answers(message);
      if (call !== null) this.#answers.set(call, message);
    }
  }

  read(): void {
    this.#messages.forEach((message, index) => {
      if (message['role'] === 'assistant' || message['object'] === 'response') {
        this.#readCommands(message, index);
        return;
      }
      if (message['role'] === 'user' && this.#isPrompt(message)) {
        this.#prompt(message);
        return;
      }
      const isAnswer = answers(message) !== null || this.#taken.has(message);
      if (!isAnswer && message['role'] !== 'exit') {
        this.#emit({ kind: 'skip', name: `message: ${asName(message['role']) ?? 'no role'}` });
      }
    });
  }

  #isPrompt(message: JsonObject): boolean {
    if (this.#taken.has(message)) return false;
    return this.#prompts === 0 || BY_PERSON.has(asObject(message['extra'])?.['interrupt_type']);
  }

  #prompt(message: JsonObject): void {
    this.#prompts += 1;
    const fact = recorded(this.#around, {
      id: eventId.line(this.#around.session, `prompt-${this.#prompts}`, 'prompt'),
      at: secondsToMs(asObject(message['extra'])?.['timestamp']),
      summary: `Prompt: ${contentText(message)}`,
      record: message,
    });
    this.#emit({ kind: 'event', event: { ...fact, type: 'USER_PROMPT' } });
  }

  #readCommands(message: JsonObject, index: number): void {
    const at = secondsToMs(asObject(message['extra'])?.['timestamp']);
    let next = index + 1;
    for (const command of commandsOf(message)) {
      this.#commands += 1;
      const found = command.callId === null ? this.#unnamedAnswer(next) : this.#answers.get(command.callId);
      if (found !== undefined && command.callId === null) next += 1;
      this.#command(command, at, found === undefined ? null : resultOf(found));
    }
  }

  /** Without call ids the answers follow in order, as messages of the user. */
  #unnamedAnswer(index: number): JsonObject | undefined {
    const message = this.#messages[index];
    if (message?.['role'] !== 'user') return undefined;
    if (BY_PERSON.has(asObject(message['extra'])?.['interrupt_type'])) return undefined;
    this.#taken.add(message);
    return message;
  }

  #command(command: Command, at: number | null, result: Result | null): void {
    const { session, context } = this.#around;
    const outcome = result === null ? null : outcomeOf(result);
    // Ids such as `call_1` may come back in one run; only random ones name a call.
    const callId = command.callId !== null && isGlobalId(command.callId) ? command.callId : null;
    const place = `command-${this.#commands}`;
    const touches = touchesOf({ name: 'Bash', input: { command: command.text }, cwd: context.cwd ?? null });
    const use = recorded(this.#around, {
      id: callId === null ? eventId.line(session, place, 'tool-use') : eventId.toolUse(session, callId),
      joins: callId !== null,
      at,
      summary: `bash: ${command.text}`,
      record: { command: command.text, tool_call_id: command.callId },
      touches:
        outcome === 'FAILED'
          ? []
          : outcome === 'PARTLY'
            ? touches.map((touch) => ({ ...touch, confidence: 'LOW' }))
            : touches,
      outcome: outcome ?? undefined,
    });
    this.#emit({
      kind: 'event',
      event: { ...use, type: 'TOOL_USE', tool: 'bash', ...(outcome === null ? {} : { outcome }) },
    });
    if (result === null) return;
    const exit = result.exception ?? (result.exitCode === null ? null : `exit code ${result.exitCode}`);
    const fact = recorded(this.#around, {
      id: callId === null ? eventId.line(session, place, 'tool-result') : eventId.toolResult(session, callId),
      joins: callId !== null,
      at: secondsToMs(asObject(result.message['extra'])?.['timestamp']),
      summary: outcome === null ? 'bash succeeded' : `bash failed: ${exit ?? ''}`,
      record: result.message,
    });
    this.#emit({
      kind: 'event',
      event: { ...fact, type: 'TOOL_RESULT', tool: 'bash', isError: outcome !== null },
    });
  }
}

function emitEnd(
  messages: readonly JsonObject[],
  info: JsonObject,
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  const exit = messages.findLast((message) => message['role'] === 'exit');
  const reason = asName(info['exit_status']) ?? asName(asObject(exit?.['extra'])?.['exit_status']);
  if (reason === null) return;
  const times = asArray(messages).flatMap(
    (message) => secondsToMs(asObject(asObject(message)?.['extra'])?.['timestamp']) ?? [],
  );
  const fact = recorded(around, {
    id: eventId.ofSession(around.session, 'end'),
    at: times.at(-1) ?? null,
    summary: `Session ended (${reason})`,
    record: exit ?? { exit_status: reason },
  });
  emit({ kind: 'event', event: { ...fact, type: 'SESSION_END', reason } });
}
