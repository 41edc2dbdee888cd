import type { EventContext, OtherEvent, RuntrailEvent, SessionRef, SourceItem } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { ContentIds } from '../content-ids.js';
import { settledUse } from '../held-calls.js';
import { parsedJson, type Fault, type ObjectRecord } from '../object-lines.js';
import { parseInstant } from '../instant.js';
import {
  asArray,
  asCount,
  asName,
  asObject,
  asText,
  isObject,
  usableId,
  type JsonObject,
} from '../json-shape.js';
import { absolutePath, accountOf } from '../recorded-paths.js';
import { modelRequestSummary, oneLine } from '../summaries.js';
import { geminiTokens } from './token-counts.js';
import { callOutcome, DISPLAY_NAME, geminiCall, PRODUCT } from './tools.js';

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** Sessions of one file whose settings are kept in mind. */
const MAX_SESSIONS = 1000;

/** What earlier records said of a session and later ones do not repeat. */
interface Settings {
  permissionMode?: string;
  cwd?: string;
}

interface LogRecord {
  readonly attributes: JsonObject;
  readonly session: SessionRef;
  readonly at: number | null;
  readonly context: EventContext;
  readonly record: ObjectRecord;
}

/** Reads the objects of one telemetry file: their facts go to `out`. */
export class Telemetry {
  readonly #receivedAt: number;
  readonly #out: (item: SourceItem) => void;
  readonly #ids = new ContentIds();
  readonly #settings = new Map<string, Settings>();

  constructor(receivedAt: number, out: (item: SourceItem) => void) {
    this.#receivedAt = receivedAt;
    this.#out = out;
  }

  /** Null where the object was understood, be it that it holds no fact. */
  read(record: ObjectRecord): Fault | null {
    const { value } = record;
    const attributes = asObject(value['attributes']);
    const name = asName(attributes?.['event.name']);
    if (attributes === null || name === null) {
      this.#skip(
        'scopeMetrics' in value
          ? 'metrics'
          : 'traceId' in value || 'spanContext' in value
            ? 'span'
            : 'no-event',
      );
      return null;
    }
    const sessionId = usableId(attributes['session.id']);
    if (sessionId === null) {
      return {
        code: 'NO_SESSION_ID',
        reason:
          'The record has no usable session.id, perhaps because it was redacted; import the original file.',
      };
    }
    const session: SessionRef = { product: PRODUCT, sessionId };
    const at = parseInstant(attributes['event.timestamp']) ?? highResolution(value['hrTime']);
    const settings = this.#settingsOf(sessionId, name, attributes);
    const context = contextOf(resourceOf(value['resource']), attributes, settings);
    this.#readEvent(name, { attributes, session, at, context, record });
    return null;
  }

  #readEvent(name: string, log: LogRecord): void {
    const { attributes, session } = log;
    const fact = (facet: string, summary: string): Recorded =>
      this.#recorded(log, this.#ids.of(session, `${facet}\n${log.record.identity}`), summary);
    switch (name) {
      case 'gemini_cli.config': {
        const id = eventId.ofSession(session, 'start');
        const start = this.#recorded(log, id, 'Session started (startup)');
        this.#emit({ ...start, type: 'SESSION_START', reason: 'startup' });
        return;
      }
      case 'gemini_cli.user_prompt': {
        const promptId = usableId(attributes['prompt_id']);
        const length = asCount(attributes['prompt_length']);
        const prompt = asText(attributes['prompt']);
        const shown = prompt ?? (length === null ? 'not recorded' : `${length} characters, not recorded`);
        const unnamed = fact('prompt', `Prompt: ${shown}`);
        const id = promptId === null ? unnamed.id : eventId.line(session, promptId, 'prompt');
        this.#emit({ ...unnamed, id, type: 'USER_PROMPT' });
        return;
      }
      case 'gemini_cli.api_response': {
        const model = asName(attributes['model']);
        const tokens = geminiTokens({
          input: attributes['input_token_count'],
          output: attributes['output_token_count'],
          cached: attributes['cached_content_token_count'],
          thoughts: attributes['thoughts_token_count'],
          tool: attributes['tool_token_count'],
        });
        this.#emit({
          ...fact('request', modelRequestSummary(model, tokens)),
          type: 'MODEL_REQUEST',
          model,
          tokens,
          costMicroUsd: null,
          costBasis: null,
        });
        return;
      }
      case 'gemini_cli.api_error': {
        const said = asText(attributes['error_message']) ?? asText(attributes['error']) ?? 'no message';
        this.#emit({ ...fact('error', `API error: ${said}`), type: 'API_ERROR' });
        return;
      }
      case 'gemini_cli.chat_compression':
        this.#emit({ ...fact('compaction', 'Conversation compacted'), type: 'COMPACTION' });
        return;
      case 'gemini_cli.tool_call':
        this.#readCall(log, fact);
        return;
      case 'gemini_cli.agent.start':
      case 'gemini_cli.agent.finish':
        this.#readAgent(name, log);
        return;
      default:
        // What they say stands in the events above, or is about the client and not about the session.
        this.#skip(name);
    }
  }

  /** One record tells of the call, who let it through and what came of it; it is written when the call has ended. */
  #readCall(log: LogRecord, fact: (facet: string, summary: string) => Recorded): void {
    const { attributes, context, record, at } = log;
    const name = asName(attributes['function_name']) ?? 'unnamed';
    const given = attributes['function_args'];
    const parsed = typeof given === 'string' ? parsedJson(given) : given;
    const call = geminiCall(
      name,
      isObject(parsed) ? parsed : {},
      asName(attributes['mcp_server_name']),
      context.cwd ?? null,
    );
    const decision = asName(attributes['decision']);
    const success = attributes['success'] === true || attributes['success'] === 'true';
    const said = asText(attributes['error']) ?? '';
    const verdict = decision === 'reject' ? 'refused' : success ? 'success' : 'error';
    const outcome = callOutcome(name, verdict, said);
    const durationMs = asCount(attributes['duration_ms']);
    const startedAt = at === null || durationMs === null ? at : at - durationMs;
    const callId = usableId(attributes['call_id']);
    const named = { tool: call.tool, ...(callId === null ? {} : ({ joins: true } as const)) } as const;
    const callFact = (of: 'toolUse' | 'toolDecision' | 'toolResult', summary: string): Recorded =>
      callId === null ? fact(of, summary) : this.#recorded(log, eventId[of](log.session, callId), summary);
    this.#emit(
      settledUse(
        {
          event: {
            ...callFact('toolUse', call.summary),
            at: startedAt,
            type: 'TOOL_USE',
            ...named,
            ...(call.server === null ? {} : { server: call.server }),
          },
          json: record.json,
          notes: record.notes,
          touches: call.touches,
        },
        outcome,
      ),
    );
    if (decision !== null) {
      const isDenied = decision === 'reject';
      this.#emit({
        ...callFact('toolDecision', `${call.tool} ${isDenied ? 'denied' : 'allowed'} (${decision})`),
        at: startedAt,
        payload: null,
        type: 'TOOL_DECISION',
        ...named,
        decision: isDenied ? 'DENY' : 'ALLOW',
      });
    }
    const ending = outcome === 'RAN' ? 'succeeded' : outcome === 'DENIED' ? 'denied' : `failed: ${said}`;
    this.#emit({
      ...callFact('toolResult', `${call.tool} ${ending}`),
      payload: null,
      type: 'TOOL_RESULT',
      ...named,
      isError: outcome !== 'RAN',
      ...(durationMs === null ? {} : { durationMs }),
    });
  }

  #readAgent(name: string, log: LogRecord): void {
    const agentId = usableId(log.attributes['agent_id']);
    if (agentId === null) {
      this.#skip(name);
      return;
    }
    const child = { ...log.session, agentId };
    const isStart = name.endsWith('.start');
    const id = eventId.ofSession(child, isStart ? 'subagent-start' : 'subagent-stop');
    const shown = asName(log.attributes['agent_name']) ?? agentId;
    const fact = this.#recorded(log, id, `Subagent ${shown} ${isStart ? 'started' : 'finished'}`);
    this.#emit({ ...fact, type: isStart ? 'SUBAGENT_START' : 'SUBAGENT_STOP', child });
  }

  /** The approval mode stands in the configuration alone, the folder in what hooks were given. */
  #settingsOf(sessionId: string, name: string, attributes: JsonObject): Settings {
    const settings = this.#settings.get(sessionId) ?? {};
    const mode = name === 'gemini_cli.config' ? asName(attributes['approval_mode']) : null;
    if (mode !== null) settings.permissionMode = mode;
    const hookInput = name === 'gemini_cli.hook_call' ? attributes['hook_input'] : undefined;
    const input = typeof hookInput === 'string' ? parsedJson(hookInput) : hookInput;
    const cwd = isObject(input) ? asText(input['cwd']) : null;
    if (cwd !== null && absolutePath(cwd, null) !== null) settings.cwd = cwd;
    if (this.#settings.size < MAX_SESSIONS) this.#settings.set(sessionId, settings);
    return settings;
  }

  #recorded({ session, at, context, record }: LogRecord, id: string, summary: string): Recorded {
    return {
      id,
      session,
      at,
      receivedAt: this.#receivedAt,
      source: 'OTLP',
      summary: oneLine(summary),
      payload: record.payload,
      context,
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

/** `[name, value]` pairs under `_rawAttributes`, or an object under `attributes`. */
function resourceOf(resource: unknown): JsonObject {
  const fields = asObject(resource) ?? {};
  const pairs = asArray(fields['_rawAttributes']).flatMap((pair) => {
    const [name, value] = asArray(pair);
    return typeof name === 'string' ? [[name, value] as const] : [];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : (asObject(fields['attributes']) ?? {});
}

function contextOf(resource: JsonObject, attributes: JsonObject, settings: Settings): EventContext {
  const hostName = usableId(resource['host.name']);
  const said = usableId(attributes['user.email']);
  const email = said !== null && /^[^\s@]+@[^\s@]+$/.test(said) ? said.toLowerCase() : null;
  const account = usableId(resource['process.owner']) ?? accountOf(settings.cwd ?? null);
  const version = versionOf(resource);
  return {
    identityCarried: true,
    ...(email === null ? {} : { user: { email, basis: 'LOGIN' } }),
    ...(hostName === null ? {} : { endpoint: { hostName } }),
    ...(account === null ? {} : { osAccount: account }),
    agent: { product: DISPLAY_NAME, ...(version === null ? {} : { version }) },
    ...(settings.cwd === undefined ? {} : { cwd: settings.cwd, repository: { root: settings.cwd } }),
    ...(settings.permissionMode === undefined ? {} : { permissionMode: settings.permissionMode }),
  };
}

/** Some releases give the version of Node.js for their own. */
function versionOf(resource: JsonObject): string | null {
  const version = asName(resource['service.version']);
  return version === null || version === `v${asName(resource['process.runtime.version']) ?? ''}`
    ? null
    : version;
}

/** Epoch milliseconds of `[seconds, nanoseconds]`. */
function highResolution(time: unknown): number | null {
  const [seconds, nanos] = asArray(time).map(asCount);
  if (seconds === undefined || seconds === null || seconds > 1e11) return null;
  return seconds * 1000 + Math.floor((nanos ?? 0) / 1e6);
}
