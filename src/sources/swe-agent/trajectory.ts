import type { EventContext, SessionRef, SourceItem } from '../../events/event.js';
import { digest, eventId } from '../../events/ids.js';
import type { JsonDocument } from '../json-file/document.js';
import { microUsd, recorded, type Surroundings, usablePath } from '../json-file/facts.js';
import { parsedJson, type Fault } from '../json-file/record.js';
import {
  asArray,
  asCount,
  asName,
  asObject,
  asText,
  isObject,
  type JsonObject,
  usableId,
} from '../json-shape.js';
import { leadingText, modelRequestSummary } from '../summaries.js';
import { actionOf, outcomeOf, touchesAfter, type EditorState } from './commands.js';

const PRODUCT = 'swe-agent';

/** Names that SWE-agent gives to every environment and agent: they say nothing about the run. */
const GENERIC_NAMES = new Set(['swe_main', 'main', 'primary', 'default']);

/** The facts of a trajectory: its prompt, its steps, what its model cost, how it ended. */
export function readTrajectory(
  document: JsonDocument,
  receivedAt: number,
  emit: (item: SourceItem) => void,
): Fault | null {
  const raw = document.value;
  const attempts = asArray(raw['attempts']).filter(isObject);
  // With several attempts the document repeats the best of them.
  const runs = attempts.length === 0 ? [raw] : attempts;
  const steps = runs.flatMap((run) => asArray(run['trajectory']));
  if (steps.length === 0 && !isObject(raw['info'])) {
    return {
      code: 'NO_TRAJECTORY',
      reason: 'The file has neither steps nor info: it holds no run of SWE-agent.',
    };
  }
  const info = asObject(raw['info']) ?? {};
  const replay = replayConfig(raw);
  const session = sessionOf(raw, info, replay, steps);
  const around: Surroundings = {
    session,
    context: contextOf(info, steps),
    receivedAt,
    notes: document.notes,
  };
  emitPrompt(runs, around, emit);
  emitSteps(runs, around, emit);
  emitRequests(info, replay, around, emit);
  emitEnd(info, around, emit);
  return null;
}

/** A dictionary, or from 1.0 on its JSON text. */
function replayConfig(raw: JsonObject): JsonObject {
  const config = raw['replay_config'];
  return asObject(typeof config === 'string' ? parsedJson(config) : config) ?? {};
}

/**
 * A trajectory names the task, which many runs share, and nothing of the run: the digest of its steps tells runs apart
 * and copies of one run together.
 */
function sessionOf(
  raw: JsonObject,
  info: JsonObject,
  replay: JsonObject,
  steps: readonly unknown[],
): SessionRef {
  const names = [
    raw['instance_id'],
    info['instance_id'],
    asObject(replay['problem_statement'])?.['id'],
    asObject(replay['agent'])?.['name'],
    raw['environment'],
  ];
  const name = names.map(usableId).find((each) => each !== null && !GENERIC_NAMES.has(each));
  const ofRun = digest('swe-agent', JSON.stringify(steps), JSON.stringify(info['submission'] ?? null));
  return {
    product: PRODUCT,
    sessionId: name === undefined || name === null ? ofRun : `${name}~${ofRun.slice(0, 8)}`,
  };
}

function contextOf(info: JsonObject, steps: readonly unknown[]): EventContext {
  const version = asName(info['swe_agent_version']);
  const cwd = steps.map((step) => stateOf(step).workingDir).find((each) => each !== null);
  return {
    identityCarried: false,
    agent: { product: 'SWE-agent', ...(version === null ? {} : { version }) },
    ...(cwd === undefined || cwd === null ? {} : { cwd }),
  };
}

/** The state that a step recorded: a dictionary, or before 1.0 its JSON text. */
function stateOf(step: unknown): EditorState {
  const said = asObject(step)?.['state'];
  const state = asObject(typeof said === 'string' ? parsedJson(said) : said);
  const openFile = usablePath(state?.['open_file']);
  return {
    workingDir: usablePath(state?.['working_dir']),
    openFile: openFile === 'n/a' ? null : openFile,
  };
}

/** The task, as it was put to the model: the first user message that belongs to no demonstration. */
function emitPrompt(
  runs: readonly JsonObject[],
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  for (const message of runs.flatMap((run) => asArray(run['history']))) {
    if (!isObject(message) || message['role'] === 'system' || message['is_demo'] === true) continue;
    if (message['role'] !== 'user') return;
    const text = leadingText(message['content']);
    const id = eventId.line(around.session, 'prompt', 'prompt');
    const fact = recorded(around, { id, at: null, summary: `Prompt: ${text}`, record: message });
    emit({ kind: 'event', event: { ...fact, type: 'USER_PROMPT' } });
    return;
  }
}

function emitSteps(
  runs: readonly JsonObject[],
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  let number = 0;
  for (const run of runs) {
    let before: EditorState = { workingDir: null, openFile: null };
    for (const step of asArray(run['trajectory'])) {
      number += 1;
      if (!isObject(step)) {
        emit({ kind: 'skip', name: 'step: no object' });
        continue;
      }
      const own = stateOf(step);
      emitStep(step, number, stateBefore(step, own, before), around, emit);
      before = own;
    }
  }
}

/** Until 1.0 the state is from before the action, from then on from after it; only the newer steps are timed. */
function stateBefore(step: JsonObject, own: EditorState, before: EditorState): EditorState {
  if (!('execution_time' in step)) return own;
  return { workingDir: before.workingDir ?? own.workingDir, openFile: before.openFile };
}

function emitStep(
  step: JsonObject,
  number: number,
  state: EditorState,
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  const text = asText(step['action'])?.trim() ?? '';
  if (text === '') {
    emit({ kind: 'skip', name: 'step: no action' });
    return;
  }
  const action = actionOf(text, state);
  const observation = asText(step['observation']) ?? '';
  const outcome = outcomeOf(action.tool, observation);
  const id = `step-${number}`;
  const { messages: _repeated, query: _asked, ...record } = step;
  const placed = { ...around, context: withCwd(around.context, state.workingDir) };
  const use = recorded(placed, {
    id: eventId.line(around.session, id, 'tool-use'),
    at: null,
    summary: action.tool === 'bash' ? `bash: ${text}` : text,
    record: { ...record, observation: undefined },
    touches: touchesAfter(action, outcome, observation),
    outcome: outcome ?? undefined,
  });
  emit({
    kind: 'event',
    event: { ...use, type: 'TOOL_USE', tool: action.tool, ...(outcome === null ? {} : { outcome }) },
  });
  if (typeof step['observation'] !== 'string') return;
  const seconds = step['execution_time'];
  const durationMs =
    typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? Math.round(seconds * 1000) : null;
  const verb = outcome === null ? 'ran' : outcome === 'DENIED' ? 'denied' : 'failed';
  const result = recorded(placed, {
    id: eventId.line(around.session, id, 'tool-result'),
    at: null,
    summary: outcome === null ? `${action.tool} ran` : `${action.tool} ${verb}: ${observation}`,
    record: { observation: step['observation'], execution_time: seconds },
  });
  emit({
    kind: 'event',
    event: {
      ...result,
      type: 'TOOL_RESULT',
      tool: action.tool,
      isError: outcome !== null,
      ...(durationMs === null ? {} : { durationMs }),
    },
  });
}

function withCwd(context: EventContext, cwd: string | null): EventContext {
  return cwd === null ? context : { ...context, cwd };
}

/**
 * All requests of a run are one: only their sums are recorded. A replay asks no model, whatever it counts as calls.
 * What a summariser asked is counted beside.
 */
function emitRequests(
  info: JsonObject,
  replay: JsonObject,
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  const model = modelOf(replay);
  const parts = [
    ['requests', info['model_stats']],
    ['summarizer-requests', asObject(info['summarizer'])?.['model_stats']],
  ] as const;
  for (const [part, stats] of parts) {
    if (!isObject(stats)) continue;
    const tokens = {
      input: asCount(stats['tokens_sent']) ?? 0,
      output: asCount(stats['tokens_received']) ?? 0,
      cacheRead: 0,
      cacheCreation: 0,
    };
    const cost = microUsd(stats['instance_cost']) ?? 0;
    if (tokens.input + tokens.output + cost === 0) continue;
    const calls = asCount(stats['api_calls']);
    const summary = modelRequestSummary(model, tokens);
    const fact = recorded(around, {
      id: eventId.ofSession(around.session, part),
      at: null,
      summary: calls === null ? summary : `${summary} (${calls} calls)`,
      record: stats,
    });
    emit({
      kind: 'event',
      event: {
        ...fact,
        type: 'MODEL_REQUEST',
        model,
        tokens,
        costMicroUsd: cost === 0 ? null : cost,
        costBasis: cost === 0 ? null : 'REPORTED',
      },
    });
  }
}

/** Stand-ins for a model: a recorded run played again, a person who types. */
const NO_MODELS = new Set(['replay', 'human', 'human_thought', 'instant_empty_submit']);

function modelOf(replay: JsonObject): string | null {
  const name = asName(asObject(asObject(replay['agent'])?.['model'])?.['name']);
  return name === null || NO_MODELS.has(name) ? null : name;
}

function emitEnd(info: JsonObject, around: Surroundings, emit: (item: SourceItem) => void): void {
  const reason = asName(info['exit_status']);
  if (reason === null) return;
  const fact = recorded(around, {
    id: eventId.ofSession(around.session, 'end'),
    at: null,
    summary: `Session ended (${reason})`,
    record: info,
  });
  emit({ kind: 'event', event: { ...fact, type: 'SESSION_END', reason } });
}
