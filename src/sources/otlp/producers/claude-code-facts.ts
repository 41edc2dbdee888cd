import type { RuntrailEvent, TokenCounts, ToolUse } from '../../../events/event.js';
import { eventId, isGlobalId } from '../../../events/ids.js';
import { toolUseSummary } from '../../claude-code/tool-summary.js';
import { touchesOf } from '../../claude-code/tool-touches.js';
import { asName, type JsonObject, usableId } from '../../json-shape.js';
import { modelRequestSummary } from '../../summaries.js';
import { asWhole } from '../figures.js';
import { contentId, type PlacedRecord, recorded } from '../placed-record.js';
import { touchesAfter } from '../tool-call.js';
import type { Attributes } from '../wire-values.js';

/** What Claude Code's log events and its spans say alike. */

export const PRODUCT = 'claude-code';

/** A request to a model, from a log event or a span: both have the same counters under the same names. */
export function modelRequest(
  placed: PlacedRecord,
  cost: number | null,
  parts: { readonly at?: number | null } = {},
): RuntrailEvent {
  const { attributes } = placed.record;
  const requestId = usableId(attributes['request_id']);
  const id = requestId === null ? contentId(placed) : eventId.modelRequest(placed.session, { requestId });
  const model = asName(attributes['model']);
  const tokens = tokenCounts(attributes);
  return {
    ...recorded(placed, id, modelRequestSummary(model, tokens), {
      ...parts,
      joins: requestId !== null && isGlobalId(requestId),
    }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: cost,
    costBasis: cost === null ? null : 'REPORTED',
  };
}

/** The client's counters are disjoint. Null where it gives none. */
function tokenCounts(attributes: Attributes): TokenCounts | null {
  const input = asWhole(attributes['input_tokens']);
  const output = asWhole(attributes['output_tokens']);
  if (input === null && output === null) return null;
  const anHour = asWhole(attributes['cache_creation_1h_tokens']);
  return {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: asWhole(attributes['cache_read_tokens']) ?? 0,
    cacheCreation: asWhole(attributes['cache_creation_tokens']) ?? 0,
    ...(anHour === null ? {} : { cacheCreation1h: anHour }),
  };
}

/** Stands in place of the tool's name where the client keeps names of servers and tools to itself. */
export const SOME_MCP_TOOL = 'mcp_tool';

/** A tool call as a record of it describes it. */
export interface DescribedCall {
  readonly tool: string;
  readonly server: string | null;
  readonly input: JsonObject;
}

export function toolUse(
  placed: PlacedRecord,
  { tool, server, input }: DescribedCall,
  known: { readonly useId: string | null; readonly outcome: ToolUse['outcome']; readonly at?: number | null },
): RuntrailEvent {
  const { useId, outcome } = known;
  const cwd = placed.context.cwd ?? null;
  const id = useId === null ? contentId(placed, 'use') : eventId.toolUse(placed.session, useId);
  return {
    ...recorded(placed, id, toolUseSummary(tool, input, cwd), {
      joins: useId !== null,
      payload:
        Object.keys(input).length === 0
          ? null
          : JSON.stringify({ tool, input, ...(outcome === undefined ? {} : { outcome }) }),
      touches: touchesAfter(touchesOf({ name: tool, input, cwd }), outcome),
      ...(known.at === undefined ? {} : { at: known.at }),
    }),
    type: 'TOOL_USE',
    tool,
    ...(isNamed(tool) ? {} : { unnamed: true }),
    ...(server === null ? {} : { server }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

const NEVER_RAN = /InputValidationError|posix_spawn|tool_use_error/;
const SERVER_ANSWERED = /status code \d{3}/;

/** What a failure means for what the call touched. `error` is the client's wording, or its name for the error. */
export function failureOf(tool: string, error: string): 'PARTLY' | 'FAILED' {
  if (tool === 'Bash' && !NEVER_RAN.test(error)) return 'PARTLY';
  return tool === 'WebFetch' && SERVER_ANSWERED.test(error) ? 'PARTLY' : 'FAILED';
}

export function toolUseIdOf(attributes: Attributes): string | null {
  return usableId(attributes['tool_use_id']) ?? usableId(attributes['use_id']);
}

export function named(tool: string): { readonly tool?: string } {
  return isNamed(tool) ? { tool } : {};
}

function isNamed(tool: string): boolean {
  return tool !== SOME_MCP_TOOL && tool !== 'unnamed';
}
