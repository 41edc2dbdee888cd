import { parseInstant } from '../instant.js';
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
import { parsedJson } from '../json-file/record.js';
import { usablePath } from '../json-file/facts.js';
import { leadingText } from '../summaries.js';

/** What an event of either generation is, as far as the readers need to know. */
export type Entry =
  | (Common & { readonly is: 'CALL' } & Call)
  | (Common & { readonly is: 'RESULT' } & CallResult)
  | (Common & { readonly is: 'PROMPT' | 'STOP' | 'COMPACTION' | 'ERROR' | 'OTHER'; readonly text: string })
  | (Common & { readonly is: 'NOTHING' });

interface Common {
  readonly raw: JsonObject;
  /** The event's own id, as text. */
  readonly id: string | null;
  readonly at: number | null;
  /** What the client calls it: `run`, `ActionEvent`. */
  readonly name: string;
  /** The model's response that the event comes from. */
  readonly responseId: string | null;
  readonly model: string | null;
}

interface Call {
  /** The tool as the model knows it: `execute_bash`, `terminal`. */
  readonly tool: string;
  /** What the tool does with its input, in the words of the first generation: `run`, `read`, `edit`. */
  readonly action: string;
  readonly input: JsonObject;
  readonly callId: string | null;
  readonly endsTurn: boolean;
}

interface CallResult {
  /** The id of the event that made the call, and the call's own. */
  readonly cause: string | null;
  readonly callId: string | null;
  readonly text: string;
  readonly exitCode: number | null;
  readonly isError: boolean;
  readonly isRefusal: boolean;
  /** Working directory of the shell after the call, where the result says so. */
  readonly workingDir: string | null;
  readonly hostName: string | null;
}

/** An event that is no JSON object of a known generation is null. */
export function entryOf(raw: JsonObject): Entry | null {
  if (typeof raw['kind'] === 'string') return sdkEntry(raw, raw['kind']);
  if (typeof raw['action'] === 'string') return actionEntry(raw, raw['action']);
  return typeof raw['observation'] === 'string' ? observationEntry(raw, raw['observation']) : null;
}

function idOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : usableId(value);
}

function common(raw: JsonObject, name: string): Common {
  const response = asObject(asObject(raw['tool_call_metadata'])?.['model_response']);
  return {
    raw,
    id: idOf(raw['id']),
    at: parseInstant(raw['timestamp']),
    name,
    responseId: usableId(raw['llm_response_id']) ?? usableId(response?.['id']),
    model: asName(response?.['model']),
  };
}

/** Actions of the first generation that call no tool, whoever takes them. */
const NO_CALLS = new Set([
  'system',
  'recall',
  'change_agent_state',
  'null',
  'condensation_request',
  'loop_recovery',
  'start',
  'pause',
  'resume',
  'stop',
  'push',
  'send_pr',
]);

function actionEntry(raw: JsonObject, action: string): Entry {
  const base = common(raw, action);
  const args = asObject(raw['args']) ?? {};
  const text = asText(args['content']) ?? asText(raw['message']) ?? '';
  if (action === 'message') {
    if (raw['source'] === 'user') return { ...base, is: 'PROMPT', text };
    const waits = args['wait_for_response'] === true;
    return waits ? { ...base, is: 'STOP', text } : { ...base, is: 'NOTHING' };
  }
  if (action === 'condensation') return { ...base, is: 'COMPACTION', text: asText(args['summary']) ?? '' };
  if (NO_CALLS.has(action)) return { ...base, is: 'NOTHING' };
  const metadata = asObject(raw['tool_call_metadata']);
  const named = asName(metadata?.['function_name']);
  const isMcp = action === 'call_tool_mcp' || action === 'mcp';
  const endsTurn = action === 'finish' || action === 'reject';
  if (endsTurn && named === null) {
    return { ...base, is: 'STOP', text: asText(args['final_thought']) ?? asText(args['thought']) ?? text };
  }
  return {
    ...base,
    is: 'CALL',
    tool: named ?? (isMcp ? asName(args['name']) : null) ?? action,
    action: isMcp ? 'mcp' : action,
    input: isMcp ? (asObject(args['arguments']) ?? {}) : args,
    callId: usableId(metadata?.['tool_call_id']),
    endsTurn,
  };
}

function observationEntry(raw: JsonObject, observation: string): Entry {
  const base = common(raw, observation);
  const extras = asObject(raw['extras']) ?? {};
  const text = asText(raw['content']) ?? asText(raw['message']) ?? '';
  if (observation === 'error' && idOf(raw['cause']) === null) return { ...base, is: 'ERROR', text };
  if (idOf(raw['cause']) === null) return { ...base, is: 'NOTHING' };
  const metadata = asObject(extras['metadata']) ?? {};
  return {
    ...base,
    is: 'RESULT',
    cause: idOf(raw['cause']),
    callId: usableId(asObject(raw['tool_call_metadata'])?.['tool_call_id']),
    text,
    exitCode: wholeNumber(metadata['exit_code'] ?? extras['exit_code']),
    isError: observation === 'error' || extras['error'] === true || text.startsWith('ERROR:'),
    isRefusal: observation === 'user_rejected',
    workingDir: usablePath(metadata['working_dir']),
    hostName: hostNameOf(metadata['hostname']),
  };
}

/** The actions of the SDK's tools in the words of the first generation. */
const SDK_ACTIONS: Readonly<Record<string, string>> = {
  TerminalAction: 'run',
  ExecuteBashAction: 'run',
  FileEditorAction: 'edit',
  ThinkAction: 'think',
  FinishAction: 'finish',
  MCPToolAction: 'mcp',
  BrowserNavigateAction: 'browse',
};

function sdkEntry(raw: JsonObject, kind: string): Entry {
  const base = common(raw, kind);
  const message = asObject(raw['llm_message']);
  const text = leadingText(message?.['content']);
  switch (kind) {
    case 'ActionEvent': {
      const action = asObject(raw['action']);
      const said = asObject(raw['tool_call'])?.['arguments'];
      const asked = asObject(typeof said === 'string' ? parsedJson(said) : said) ?? {};
      const actionKind = asName(action?.['kind']) ?? '';
      return {
        ...base,
        is: 'CALL',
        tool: asName(raw['tool_name']) ?? 'unnamed',
        action: SDK_ACTIONS[actionKind] ?? actionKind,
        input: asObject(action?.['data']) ?? action ?? asked,
        callId: usableId(raw['tool_call_id']),
        endsTurn: actionKind === 'FinishAction',
      };
    }
    case 'ObservationEvent':
      return { ...base, is: 'RESULT', ...sdkResult(raw) };
    case 'AgentErrorEvent':
    case 'UserRejectObservation':
      return {
        ...base,
        is: 'RESULT',
        cause: idOf(raw['action_id']),
        callId: usableId(raw['tool_call_id']),
        text: asText(raw['error']) ?? asText(raw['rejection_reason']) ?? '',
        exitCode: null,
        isError: true,
        isRefusal: kind === 'UserRejectObservation',
        workingDir: null,
        hostName: null,
      };
    case 'MessageEvent':
      return { ...base, is: raw['source'] === 'user' ? 'PROMPT' : 'STOP', text };
    case 'Condensation':
      return { ...base, is: 'COMPACTION', text: asText(raw['summary']) ?? '' };
    case 'ConversationErrorEvent':
      return { ...base, is: 'ERROR', text: `${asText(raw['code']) ?? ''}: ${asText(raw['detail']) ?? ''}` };
    case 'PauseEvent':
    case 'InterruptEvent':
      return { ...base, is: 'OTHER', text: kind };
    default:
      return { ...base, is: 'NOTHING' };
  }
}

function sdkResult(raw: JsonObject): CallResult {
  const observation = asObject(raw['observation']) ?? {};
  const metadata = asObject(observation['metadata']) ?? {};
  const content = asArray(observation['content']).filter(isObject);
  return {
    cause: idOf(raw['action_id']),
    callId: usableId(raw['tool_call_id']),
    text: leadingText(content) || (asText(observation['output']) ?? ''),
    exitCode: wholeNumber(observation['exit_code'] ?? metadata['exit_code']),
    isError: observation['is_error'] === true || asText(observation['error']) !== null,
    isRefusal: false,
    workingDir: usablePath(metadata['working_dir']),
    hostName: hostNameOf(metadata['hostname']),
  };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : asCount(value);
}

/** A container that nobody named has twelve hex digits for a host name: they say nothing about a machine. */
function hostNameOf(value: unknown): string | null {
  const name = usableId(value);
  return name === null || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || /^[0-9a-f]{12}$/.test(name)
    ? null
    : name;
}
