import type { ToolUse } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { asName, usableId, type JsonObject } from '../json-shape.js';
import { oneLine } from '../summaries.js';
import { settledUse, type HeldCall } from '../held-calls.js';
import { injectedName, messageText, promptWords } from './prompts.js';
import type { RolloutLine } from './rollout-line.js';
import { callOf, type CodexCall } from './tool-calls.js';
import { outputResult, type CallResult } from './tool-outputs.js';
import type { ThreadFacts } from './thread-facts.js';

/** Calls whose answer comes with them or not at all. */
const WITHOUT_OUTPUT = new Set(['web_search_call', 'image_generation_call']);

/** The facts of a `response_item`: what went to the model and what it answered. */
export function readResponseItem(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  switch (line.item) {
    case 'message':
      readMessage(line, payload, facts);
      return;
    case 'agent_message':
      emitOther(line, payload, facts, 'inter_agent_message', messageText(payload));
      return;
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'tool_search_output':
      readOutput(line, payload, facts);
      return;
    default: {
      const call = callOf(line.item, payload, facts.context.cwd);
      if (call === null) facts.skip(line);
      else readCall(line, payload, call, facts);
    }
  }
}

function readMessage(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  const text = messageText(payload);
  const role = payload['role'];
  if (role === 'assistant') {
    emitOther(line, payload, facts, 'agent_message', text);
    return;
  }
  if (role !== 'user') {
    facts.skip(line, asName(role) ?? 'no-role');
    return;
  }
  const injected = injectedName(payload);
  if (injected !== null) {
    emitOther(line, payload, facts, injected, text);
    return;
  }
  if (facts.session.agentId !== undefined) {
    emitOther(line, payload, facts, 'subagent-prompt', text);
    return;
  }
  const id = messageId(line, payload, facts, 'prompt');
  const summary = oneLine(`Prompt: ${promptWords(text)}`);
  facts.prompt({ ...facts.recorded(line, id, summary), type: 'USER_PROMPT' });
}

function emitOther(
  line: RolloutLine,
  payload: JsonObject,
  facts: ThreadFacts,
  name: string,
  text: string,
): void {
  const id = messageId(line, payload, facts, name);
  facts.emit({ ...facts.recorded(line, id, oneLine(`${name}: ${text}`)), type: 'OTHER', name });
}

function messageId(line: RolloutLine, payload: JsonObject, facts: ThreadFacts, facet: string): string {
  const id = usableId(payload['id']);
  return id === null ? facts.contentId(line, facet) : eventId.line(facts.session, id, facet);
}

function readCall(line: RolloutLine, payload: JsonObject, call: CodexCall, facts: ThreadFacts): void {
  const callId = usableId(payload['call_id']);
  // A search has no call id: its item's own id names it, and no other source knows that.
  const itemId = callId ?? usableId(payload['id']);
  const id = itemId === null ? facts.contentId(line, 'call') : eventId.toolUse(facts.session, itemId);
  const held = heldCall(line, id, callId !== null, call, facts);
  if (callId === null || WITHOUT_OUTPUT.has(line.item)) facts.emit(settledUse(held, 'RAN'));
  else facts.calls.use(held);
}

/** The call as a TOOL_USE that waits for its result. */
export function heldCall(
  line: RolloutLine,
  id: string,
  joins: boolean,
  call: CodexCall,
  facts: ThreadFacts,
): HeldCall {
  const event: ToolUse = {
    ...facts.recorded(line, id, call.summary, { payload: null }),
    ...(joins ? { joins: true } : {}),
    type: 'TOOL_USE',
    tool: call.tool,
    ...(call.server === null ? {} : { server: call.server }),
  };
  return { event, json: line.record.json, notes: line.record.notes, touches: call.touches };
}

function readOutput(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  const callId = usableId(payload['call_id']);
  const useId = callId === null ? null : eventId.toolUse(facts.session, callId);
  const tool = useId === null ? undefined : facts.calls.toolOf(useId);
  emitResult(line, callId, tool, outputResult(payload['output'], tool), facts);
}

/** The result of a call, what it decides of the call, and a refusal if it was one. */
export function emitResult(
  line: RolloutLine,
  callId: string | null,
  tool: string | undefined,
  result: CallResult,
  facts: ThreadFacts,
): void {
  const { session } = facts;
  const named = tool === undefined ? {} : { tool };
  const joins = callId === null ? {} : ({ joins: true } as const);
  const id = callId === null ? facts.contentId(line, 'result') : eventId.toolResult(session, callId);
  facts.emit({
    ...facts.recorded(line, id, resultSummary(tool ?? 'Tool', result)),
    ...joins,
    type: 'TOOL_RESULT',
    ...named,
    isError: result.isError,
    ...(result.durationMs === null ? {} : { durationMs: result.durationMs }),
  });
  if (callId === null) return;
  if (result.outcome === 'DENIED') {
    const summary = oneLine(`${tool ?? 'Tool'} denied`);
    facts.emit({
      ...facts.recorded(line, eventId.toolDecision(session, callId), summary, { payload: null }),
      ...joins,
      type: 'TOOL_DECISION',
      ...named,
      decision: 'DENY',
    });
  }
  facts.calls.settle(eventId.toolUse(session, callId), result.outcome);
}

function resultSummary(tool: string, { outcome, exitCode, text }: CallResult): string {
  if (outcome === 'RAN') return oneLine(`${tool} succeeded`);
  if (outcome === 'DENIED') return oneLine(`${tool} denied: ${text}`);
  return oneLine(`${tool} failed${exitCode === null ? '' : ` (exit code ${exitCode})`}: ${text}`);
}
