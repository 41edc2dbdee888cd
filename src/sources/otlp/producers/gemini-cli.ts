import type { RuntrailEvent, TokenCounts, Touch, ToolUse } from '../../../events/event.js';
import { eventId, isRedacted } from '../../../events/ids.js';
import { toolUseSummary } from '../../claude-code/tool-summary.js';
import { touchesOf } from '../../claude-code/tool-touches.js';
import { asName, asText, type JsonObject, usableId } from '../../json-shape.js';
import { modelRequestSummary } from '../../summaries.js';
import { asFlag, asJsonObject, asWhole, disjointTokens } from '../figures.js';
import {
  contentId,
  type Outcome,
  otherEvent,
  type PlacedRecord,
  recorded,
  timeOf,
} from '../placed-record.js';
import type { Producer } from '../producer.js';
import { contextOf } from '../surroundings.js';
import { mcpName, resultSummary, touchesAfter } from '../tool-call.js';
import type { Attributes } from '../wire-values.js';

const PRODUCT = 'gemini-cli';
const PREFIX = 'gemini_cli.';

/**
 * Gemini CLI, https://geminicli.com/docs/cli/telemetry. Requests and tool calls have no ids there: they are known by
 * their content. Each response is told twice, as `api_response` and as the event of the GenAI conventions; the first
 * is counted. The session of the record holds, which may differ from the resource's.
 */
export const geminiCli: Producer = {
  claims: ({ scope, resource, attributes }) =>
    scope.name === PRODUCT ||
    resource['service.name'] === PRODUCT ||
    (asName(attributes['event.name']) ?? '').startsWith(PREFIX),

  read(record, { receivedAt, names }) {
    const { attributes, resource } = record;
    const sessionId = usableId(attributes['session.id']) ?? usableId(resource['session.id']);
    if (record.signal === 'traces') return { kind: 'skip', name: 'span:gemini-cli' };
    if (sessionId === null) {
      return {
        kind: 'fault',
        code: 'NO_SESSION_ID',
        reason: 'The event of Gemini CLI names no session; let no collector drop session.id.',
      };
    }
    const name = asName(attributes['event.name']) ?? asName(record.name) ?? 'log';
    // Some versions report the version of Node.js as their own.
    const version = asName(resource['service.version']);
    const runtime = asName(resource['process.runtime.version']);
    const placed: PlacedRecord = {
      record,
      name: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name,
      session: { product: PRODUCT, sessionId },
      context: contextOf(record, {
        product: 'Gemini CLI',
        version: version !== null && version.replace(/^v/, '') === runtime ? null : version,
        identityCarried: true,
        permissionMode: asName(attributes['approval_mode']),
      }),
      receivedAt,
      content: names.nameOf(record),
    };
    return { kind: 'events', events: eventsOf(placed) } satisfies Outcome;
  },
};

function eventsOf(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { record, session } = placed;
  const { attributes } = record;
  switch (placed.name) {
    case 'config':
      return [{ ...recorded(placed, contentId(placed), 'Session started'), type: 'SESSION_START' }];
    case 'user_prompt': {
      const said = asText(attributes['prompt']);
      const shown = said === null || isRedacted(said) ? 'text not recorded' : said;
      const promptId = usableId(attributes['prompt_id']);
      const id = promptId === null ? contentId(placed) : eventId.line(session, promptId, 'prompt');
      return [{ ...recorded(placed, id, `Prompt: ${shown}`), type: 'USER_PROMPT' }];
    }
    case 'api_response': {
      const model = asName(attributes['model']);
      const tokens = tokenCounts(attributes);
      const fact = recorded(placed, contentId(placed), modelRequestSummary(model, tokens));
      return [{ ...fact, type: 'MODEL_REQUEST', model, tokens, costMicroUsd: null, costBasis: null }];
    }
    case 'api_error': {
      const said = asText(attributes['error']) ?? asText(attributes['error.message']) ?? 'no reason given';
      return [{ ...recorded(placed, contentId(placed), `API error: ${said}`), type: 'API_ERROR' }];
    }
    case 'chat_compression':
      return [{ ...recorded(placed, contentId(placed), 'Conversation compacted'), type: 'COMPACTION' }];
    case 'tool_call':
      return toolCall(placed);
    default:
      return [otherEvent(placed)];
  }
}

/** Cached tokens are part of the input; thoughts and the results of tools are beside output and input. */
function tokenCounts(attributes: Attributes): TokenCounts | null {
  const count = (name: string): number | null => asWhole(attributes[name]);
  const input = count('input_token_count');
  const output = count('output_token_count');
  return disjointTokens({
    input: input === null ? null : input + (count('tool_token_count') ?? 0),
    output: output === null ? null : output + (count('thoughts_token_count') ?? 0),
    cacheRead: count('cached_content_token_count'),
    cacheCreation: null,
  });
}

const DECISIONS: Readonly<Record<string, 'ALLOW' | 'DENY'>> = {
  accept: 'ALLOW',
  auto_accept: 'ALLOW',
  modify: 'ALLOW',
  reject: 'DENY',
};

function toolCall(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { record, session, context } = placed;
  const { attributes } = record;
  const name = asName(attributes['function_name']) ?? 'unnamed';
  const server = asName(attributes['mcp_server_name']);
  const tool = server === null || name.startsWith('mcp__') ? name : mcpName(server, name);
  const useId = usableId(attributes['call_id']);
  const joins = useId !== null;
  const id = (of: 'toolUse' | 'toolResult' | 'toolDecision'): string =>
    useId === null ? contentId(placed, of) : eventId[of](session, useId);

  const said = asName(attributes['decision']) ?? '';
  const decision = Object.hasOwn(DECISIONS, said) ? (DECISIONS[said] ?? null) : null;
  const succeeded = asFlag(attributes['success']);
  const error = asText(attributes['error']) ?? asText(attributes['error_type']) ?? '';
  const outcome = outcomeOf(name, decision, succeeded);
  const durationMs = asWhole(attributes['duration_ms']);
  const at = timeOf(record);
  const input = asJsonObject(attributes['function_args']) ?? {};
  const cwd = context.cwd ?? null;
  const use: RuntrailEvent = {
    ...recorded(placed, id('toolUse'), useSummary(name, tool, input, cwd), {
      joins,
      at: at === null || durationMs === null ? at : Math.max(0, at - durationMs),
      payload:
        Object.keys(input).length === 0
          ? null
          : JSON.stringify({ tool, input, ...(outcome === undefined ? {} : { outcome }) }),
      touches: touchesAfter(touchesIn(name, tool, input, cwd), outcome),
    }),
    type: 'TOOL_USE',
    tool,
    ...(server === null ? {} : { server }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  const facts: RuntrailEvent[] = [use];
  if (decision !== null) {
    const summary = `${tool} ${decision === 'DENY' ? 'denied' : 'allowed'} (${said})`;
    const fact = recorded(placed, id('toolDecision'), summary, { joins, payload: null });
    facts.push({ ...fact, type: 'TOOL_DECISION', tool, decision });
  }
  facts.push({
    ...recorded(
      placed,
      id('toolResult'),
      resultSummary(tool, succeeded === null ? null : !succeeded, error),
      { joins },
    ),
    type: 'TOOL_RESULT',
    tool,
    ...(succeeded === null ? {} : { isError: !succeeded }),
    ...(durationMs === null ? {} : { durationMs }),
  });
  return facts;
}

function outcomeOf(
  name: string,
  decision: 'ALLOW' | 'DENY' | null,
  succeeded: boolean | null,
): ToolUse['outcome'] {
  if (decision === 'DENY') return 'DENIED';
  if (succeeded !== false) return undefined;
  return name === 'run_shell_command' ? 'PARTLY' : 'FAILED';
}

/** The tool of Claude Code that does the same with the same fields. */
const ALIKE: Readonly<Record<string, string>> = {
  read_file: 'Read',
  write_file: 'Write',
  replace: 'Edit',
  run_shell_command: 'Bash',
};

function alike(
  name: string,
  input: JsonObject,
): { readonly name: string; readonly input: JsonObject } | null {
  if (!Object.hasOwn(ALIKE, name)) return null;
  const path = input['file_path'] ?? input['absolute_path'];
  return { name: ALIKE[name] ?? name, input: path === undefined ? input : { ...input, file_path: path } };
}

function touchesIn(name: string, tool: string, input: JsonObject, cwd: string | null): readonly Touch[] {
  const call = alike(name, input) ?? { name: tool, input };
  return touchesOf({ ...call, cwd });
}

function useSummary(name: string, tool: string, input: JsonObject, cwd: string | null): string {
  const call = alike(name, input);
  if (call === null) return toolUseSummary(tool, input, cwd);
  return toolUseSummary(call.name, call.input, cwd).replace(call.name, name);
}
