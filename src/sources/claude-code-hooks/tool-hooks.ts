import type { RuntrailEvent, SessionRef, Touch } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { outcomeOf, type Outcome } from '../claude-code/tool-outcome.js';
import { toolUseSummary } from '../claude-code/tool-summary.js';
import { touchesOf, type ToolCall } from '../claude-code/tool-touches.js';
import { asName, asObject, asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import { mcpParts } from '../mcp-name.js';
import { canonicalJson } from '../native/json-walk.js';
import { oneLine } from '../summaries.js';
import { ownId, recorded, type PlacedPayload } from './placed-payload.js';
import { subagentEvent } from './subagent-hooks.js';

/** The hook runs before the call: whether it came to anything is for later payloads to say. */
export function preToolUse(placed: PlacedPayload, tool: string): readonly RuntrailEvent[] {
  const call = callOf(placed, tool);
  return [useEvent(placed, call, callIds(placed, call, 'before'), 'RAN', 'whole')];
}

/** A call that came to an end: its result, and its input with what is now known of what it did. */
export function postToolUse(placed: PlacedPayload, tool: string): readonly RuntrailEvent[] {
  const call = callOf(placed, tool);
  const ids = callIds(placed, call, 'after');
  const failed = placed.hook === 'PostToolUseFailure';
  const outcome = outcomeAfter(placed.payload, tool, failed);
  const durationMs = durationOf(placed.payload);
  const result: RuntrailEvent = {
    ...recorded(placed, ids.result, resultSummary(placed.payload, tool, outcome, failed), {
      joins: ids.shared,
    }),
    type: 'TOOL_RESULT',
    tool,
    isError: failed,
    ...(durationMs === null ? {} : { durationMs }),
  };
  return [
    result,
    useEvent(placed, call, ids, outcome, 'derived'),
    ...(outcome === 'DENIED' ? [denial(placed, tool, ids, 'derived')] : []),
    ...startedSubagent(placed, tool),
  ];
}

/** Without the call's id it cannot be told which of several calls was refused: then the refusal stands alone. */
export function permissionDenied(placed: PlacedPayload, tool: string): readonly RuntrailEvent[] {
  const toolUseId = usableId(placed.payload['tool_use_id']);
  if (toolUseId === null) return [denial(placed, tool, { decision: ownId(placed), shared: false }, 'whole')];
  const call = callOf(placed, tool);
  const ids = sharedIds(placed.session, toolUseId);
  return [denial(placed, tool, ids, 'whole'), useEvent(placed, call, ids, 'DENIED', 'derived')];
}

/** Whether an event is what the record is about, or follows from another of its events. */
type Standing = 'whole' | 'derived';

function standing(of: Standing): { readonly payload?: null } {
  return of === 'whole' ? {} : { payload: null };
}

function callOf({ payload, cwd }: PlacedPayload, name: string): ToolCall {
  return { name, input: asObject(payload['tool_input']) ?? {}, cwd };
}

interface CallIds {
  readonly use: string;
  readonly result: string;
  readonly decision: string;
  /** True where they are made from an id that transcripts and telemetry know too. */
  readonly shared: boolean;
}

function sharedIds(session: SessionRef, toolUseId: string): CallIds {
  return {
    use: eventId.toolUse(session, toolUseId),
    result: eventId.toolResult(session, toolUseId),
    decision: eventId.toolDecision(session, toolUseId),
    shared: true,
  };
}

/**
 * By the tool-use id. The clients of 1.x gave hooks none: there the n-th payload before a call and the n-th after one,
 * of the same tool with the same input in the same session, are of one call, wherever each of the two was logged.
 */
function callIds(placed: PlacedPayload, call: ToolCall, when: 'before' | 'after'): CallIds {
  const { payload, session, ordinalOf } = placed;
  const toolUseId = usableId(payload['tool_use_id']);
  if (toolUseId !== null) return sharedIds(session, toolUseId);
  const content = eventId.content(session, canonicalJson(['tool-use', call.name, call.input]));
  const named = `${content}:${ordinalOf(`${when} ${content}`)}`;
  return {
    use: eventId.content(session, `tool-use:${named}`),
    result: eventId.content(session, `tool-result:${named}`),
    decision: eventId.content(session, `tool-decision:${named}`),
    shared: false,
  };
}

function useEvent(
  placed: PlacedPayload,
  call: ToolCall,
  ids: CallIds,
  outcome: Outcome,
  of: Standing,
): RuntrailEvent {
  const server = mcpParts(call.name)?.server ?? asName(asObject(placed.payload['mcp_server'])?.['name']);
  const summary = toolUseSummary(call.name, call.input, call.cwd);
  return {
    ...recorded(placed, ids.use, summary, {
      ...standing(of),
      touches: touchesAfter(call, outcome),
      joins: ids.shared,
    }),
    type: 'TOOL_USE',
    tool: call.name,
    ...(server === null ? {} : { server }),
    ...(outcome === 'RAN' ? {} : { outcome }),
  };
}

function touchesAfter(call: ToolCall, outcome: Outcome): readonly Touch[] {
  if (outcome === 'FAILED' || outcome === 'DENIED') return [];
  const touches = touchesOf(call);
  return outcome === 'RAN' ? touches : touches.map((touch) => ({ ...touch, confidence: 'LOW' }));
}

function denial(
  placed: PlacedPayload,
  tool: string,
  ids: Pick<CallIds, 'decision' | 'shared'>,
  of: Standing,
): RuntrailEvent {
  const parts = { ...standing(of), joins: ids.shared };
  const fact = recorded(placed, ids.decision, oneLine(`${tool} denied`), parts);
  return { ...fact, type: 'TOOL_DECISION', tool, decision: 'DENY' };
}

/** The hook's `error` is the text that the transcript has as the call's result. */
function outcomeAfter(payload: JsonObject, tool: string, failed: boolean): Outcome {
  if (failed && payload['is_interrupt'] === true) return 'PARTLY';
  return outcomeOf(
    { toolUseResult: payload['tool_response'] },
    { is_error: failed, content: errorText(payload) },
    { tool, version: null },
  );
}

function errorText(payload: JsonObject): string {
  return asText(payload['error']) ?? '';
}

function resultSummary(payload: JsonObject, tool: string, outcome: Outcome, failed: boolean): string {
  switch (outcome) {
    case 'RAN':
      return oneLine(`${tool} succeeded`);
    case 'DENIED':
      return oneLine(`${tool} denied: ${errorText(payload)}`);
    case 'PARTLY':
    case 'FAILED':
      return oneLine(failed ? `${tool} failed: ${errorText(payload)}` : `${tool} interrupted`);
    default:
      return outcome satisfies never;
  }
}

/** The client's own measure from 2.1 on; before that, what some tools say of themselves. */
function durationOf(payload: JsonObject): number | null {
  const response = asObject(payload['tool_response']) ?? {};
  const inMs = payload['duration_ms'] ?? response['totalDurationMs'] ?? response['durationMs'];
  const inSeconds = response['durationSeconds'];
  const durationMs = inMs ?? (typeof inSeconds === 'number' ? inSeconds * 1000 : null);
  if (typeof durationMs !== 'number' || !Number.isFinite(durationMs) || durationMs < 0) return null;
  return Math.round(durationMs);
}

/** The result of a Task or Agent call names the subagent that it started and, unless it is left running, ended. */
function startedSubagent(placed: PlacedPayload, tool: string): readonly RuntrailEvent[] {
  const response = placed.payload['tool_response'];
  if ((tool !== 'Task' && tool !== 'Agent') || !isObject(response)) return [];
  const agentId = usableId(response['agentId']);
  if (agentId === null) return [];
  const ended = response['status'] === 'completed';
  // The payload is written when the call returns: at the start of a subagent left running, at the end of another.
  const start = subagentEvent(ended ? { ...placed, at: null } : placed, 'SUBAGENT_START', agentId, null);
  return ended ? [start, subagentEvent(placed, 'SUBAGENT_STOP', agentId, null)] : [start];
}
