import type { RuntrailEvent, Touch, ToolUse } from '../../../events/event.js';
import { eventId, isRedacted } from '../../../events/ids.js';
import { toolUseSummary } from '../../claude-code/tool-summary.js';
import { touchesOf } from '../../claude-code/tool-touches.js';
import { asArray, asName, asText, type JsonObject, usableId } from '../../json-shape.js';
import { absolutePath } from '../../recorded-paths.js';
import { quoteWords } from '../../shell/quote-words.js';
import { modelRequestSummary, oneLine } from '../../summaries.js';
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

const PRODUCT = 'codex';
const PREFIX = 'codex.';

/**
 * Codex CLI, https://developers.openai.com/codex/config-advanced (`[otel]`). Its spans are the inside of the program,
 * hundreds for a turn, and what they say of requests and tools its log events say too: they are counted and left.
 */
export const codex: Producer = {
  claims: ({ scope, resource, attributes }) =>
    scope.name.startsWith('codex_otel') ||
    /^codex(?:[_-]|$)/.test(asName(resource['service.name']) ?? '') ||
    (asName(attributes['event.name']) ?? '').startsWith(PREFIX),

  read(record, { receivedAt, names }) {
    if (record.signal === 'traces') return { kind: 'skip', name: 'span:codex' };
    const { attributes, resource } = record;
    const name = asName(attributes['event.name']) ?? '';
    const sessionId = usableId(attributes['conversation.id']);
    if (sessionId === null) {
      if (!name.startsWith(PREFIX)) return { kind: 'skip', name: 'log:codex' };
      return {
        kind: 'fault',
        code: 'NO_SESSION_ID',
        reason: 'The event of Codex names no conversation; let no collector drop conversation.id.',
      };
    }
    const placed: PlacedRecord = {
      record,
      name: name === '' ? 'log' : name.replace(PREFIX, ''),
      session: { product: PRODUCT, sessionId },
      context: contextOf(record, {
        product: 'Codex CLI',
        version: asName(resource['service.version']) ?? asName(attributes['app.version']),
        identityCarried: true,
        permissionMode: asName(attributes['approval_policy']),
      }),
      receivedAt,
      content: names.nameOf(record),
    };
    return readEvent(placed);
  },
};

function readEvent(placed: PlacedRecord): Outcome {
  const { attributes } = placed.record;
  switch (placed.name) {
    case 'conversation_starts':
      return events({ ...recorded(placed, contentId(placed), 'Session started'), type: 'SESSION_START' });
    case 'user_prompt': {
      const said = asText(attributes['prompt']);
      const shown = said === null || isRedacted(said) ? 'text not recorded' : said;
      return events({ ...recorded(placed, contentId(placed), `Prompt: ${shown}`), type: 'USER_PROMPT' });
    }
    case 'sse_event':
    case 'websocket_event':
      return streamEvent(placed);
    case 'api_request': {
      const error = asText(attributes['error.message']);
      if (error === null) return events(otherEvent(placed));
      return events({ ...recorded(placed, contentId(placed), `API error: ${error}`), type: 'API_ERROR' });
    }
    case 'tool_decision':
      return toolDecision(placed);
    case 'tool_result':
      return toolResult(placed);
    default:
      return events(otherEvent(placed));
  }
}

function events(...stated: readonly RuntrailEvent[]): Outcome {
  return { kind: 'events', events: stated };
}

/** One of many parts of a response: the last one has what the response cost, or why it failed. */
function streamEvent(placed: PlacedRecord): Outcome {
  const { attributes } = placed.record;
  const error = asText(attributes['error.message']);
  if (error !== null) {
    return events({ ...recorded(placed, contentId(placed), `API error: ${error}`), type: 'API_ERROR' });
  }
  const tokens = disjointTokens({
    input: asWhole(attributes['input_token_count']),
    output: asWhole(attributes['output_token_count']),
    cacheRead: asWhole(attributes['cached_token_count']),
    cacheCreation: asWhole(attributes['cache_write_token_count']),
  });
  // The end of a response is reported twice, and once of the two with its tokens.
  if (attributes['event.kind'] !== 'response.completed' || tokens === null) {
    return { kind: 'skip', name: `codex.${placed.name}` };
  }
  const model = asName(attributes['model']);
  return events({
    ...recorded(placed, contentId(placed), modelRequestSummary(model, tokens)),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: null,
    costBasis: null,
  });
}

const ALLOWED = /^approved/;
const DENIED = /^(?:denied|abort|timed_out|rejected)/;

function toolDecision(placed: PlacedRecord): Outcome {
  const { attributes } = placed.record;
  const call = describedCall(attributes);
  const said = asName(attributes['decision'])?.toLowerCase() ?? '';
  const decision = ALLOWED.test(said) ? 'ALLOW' : DENIED.test(said) ? 'DENY' : null;
  if (decision === null) return events(otherEvent(placed, said));
  const id =
    call.useId === null ? contentId(placed, 'decision') : eventId.toolDecision(placed.session, call.useId);
  const decided: RuntrailEvent = {
    ...recorded(placed, id, `${call.tool} ${decision === 'DENY' ? 'denied' : 'allowed'}`, {
      joins: call.useId !== null,
    }),
    type: 'TOOL_DECISION',
    tool: call.tool,
    decision,
  };
  return decision === 'DENY'
    ? events(toolUse(placed, call, 'DENIED', timeOf(placed.record)), decided)
    : events(decided);
}

function toolResult(placed: PlacedRecord): Outcome {
  const { record, session } = placed;
  const { attributes } = record;
  const call = describedCall(attributes);
  const output = asText(attributes['output']) ?? '';
  const exitCode = exitCodeOf(output);
  const succeeded = asFlag(attributes['success']);
  // The client calls a command a success that ran to its end, whatever its exit code.
  const failed = succeeded === false || (exitCode ?? 0) !== 0;
  const outcome = !failed ? undefined : exitCode === null ? 'FAILED' : 'PARTLY';
  const durationMs = asWhole(attributes['duration_ms']);
  const at = timeOf(record);
  const startedAt = at === null || durationMs === null ? at : Math.max(0, at - durationMs);
  const id = call.useId === null ? contentId(placed, 'result') : eventId.toolResult(session, call.useId);
  return events(toolUse(placed, call, outcome, startedAt), {
    ...recorded(placed, id, resultSummary(call.tool, failed, output), { joins: call.useId !== null }),
    type: 'TOOL_RESULT',
    tool: call.tool,
    isError: failed,
    ...(durationMs === null ? {} : { durationMs }),
  });
}

const EXIT_CODE = /^(?:Exit code: |Chunk ID:[^]{0,300}?\bProcess exited with code )(-?\d{1,10})/;

/** Null where the output does not begin by naming one. */
function exitCodeOf(output: string): number | null {
  const said = EXIT_CODE.exec(output)?.[1] ?? exitCodeInJson(output);
  return said === undefined || said === null ? null : Number(said);
}

function exitCodeInJson(output: string): string | null {
  if (!output.startsWith('{')) return null;
  const code = asJsonObject((asJsonObject(output)?.['metadata'] ?? null) as Attributes)?.['exit_code'];
  return typeof code === 'number' ? String(code) : null;
}

interface Call {
  readonly tool: string;
  readonly server: string | null;
  readonly useId: string | null;
  readonly argumentsText: string;
}

function describedCall(attributes: Attributes): Call {
  const tool = asName(attributes['tool_name']) ?? 'unnamed';
  const server = asName(attributes['mcp_server']);
  return {
    tool: server === null || tool.startsWith('mcp__') ? tool : mcpName(server, tool),
    server,
    useId: usableId(attributes['call_id']),
    argumentsText: asText(attributes['arguments']) ?? '',
  };
}

function toolUse(
  placed: PlacedRecord,
  call: Call,
  outcome: ToolUse['outcome'],
  at: number | null,
): RuntrailEvent {
  const { tool, server, useId, argumentsText } = call;
  const input = asJsonObject(argumentsText) ?? {};
  const cwd = asText(input['workdir']) ?? placed.context.cwd ?? null;
  const command = commandOf(tool, input);
  const id = useId === null ? contentId(placed, 'use') : eventId.toolUse(placed.session, useId);
  const summary = command === null ? toolUseSummary(tool, input, cwd) : `${tool}: ${command}`;
  const touches =
    command === null
      ? ownTouches(tool, argumentsText, input, cwd)
      : touchesOf({ name: 'Bash', input: { command }, cwd });
  return {
    ...recorded(placed, id, oneLine(summary), {
      joins: useId !== null,
      at,
      payload:
        argumentsText === ''
          ? null
          : JSON.stringify({ tool, arguments: argumentsText, ...(outcome === undefined ? {} : { outcome }) }),
      touches: touchesAfter(touches, outcome),
    }),
    type: 'TOOL_USE',
    tool,
    ...(server === null ? {} : { server }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

const SHELLS = new Set(['exec_command', 'shell_command', 'shell', 'local_shell', 'container.exec']);

function commandOf(tool: string, input: JsonObject): string | null {
  if (!SHELLS.has(tool)) return null;
  const command = input['cmd'] ?? input['command'];
  if (typeof command === 'string') return asText(command);
  const words = asArray(command).filter((word): word is string => typeof word === 'string');
  return words.length === 0 ? null : quoteWords(words);
}

const PATCHED = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm;

function ownTouches(tool: string, text: string, input: JsonObject, cwd: string | null): readonly Touch[] {
  if (tool === 'view_image') return touchesOf({ name: 'Read', input: { file_path: input['path'] }, cwd });
  if (tool !== 'apply_patch') return touchesOf({ name: tool, input, cwd });
  const patch = asText(input['input']) ?? asText(input['patch']) ?? text;
  const paths = new Set<string>();
  for (const [, path = ''] of patch.matchAll(PATCHED)) {
    const absolute = absolutePath(path.trim(), cwd);
    if (absolute !== null) paths.add(absolute);
  }
  return [...paths]
    .slice(0, 1000)
    .map((path) => ({ kind: 'WROTE', path, basis: 'TOOL_INPUT', confidence: 'HIGH' }));
}
