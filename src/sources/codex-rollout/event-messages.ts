import { eventId, topLevel } from '../../events/ids.js';
import { asName, asObject, asText, usableId, type JsonObject } from '../json-shape.js';
import { modelRequestSummary, oneLine } from '../summaries.js';
import { emitResult, heldCall } from './response-items.js';
import { promptWords } from './prompts.js';
import type { RolloutLine } from './rollout-line.js';
import { changesCall, folderWithin, mcpCall, shellCall, type CodexCall } from './tool-calls.js';
import { endResult } from './tool-outputs.js';
import type { ThreadFacts } from './thread-facts.js';
import { PRODUCT } from './thread.js';

/** The facts of an `event_msg` that no `response_item` states; those that one does are skipped. */
export function readEventMessage(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  switch (line.item) {
    case 'token_count':
      readTokenCount(line, payload, facts);
      return;
    case 'user_message':
      readUserMessage(line, payload, facts);
      return;
    case 'task_complete':
    case 'turn_complete': {
      const said = asText(payload['last_agent_message']);
      const summary = oneLine(said === null ? 'Turn ended' : `Turn ended: ${said}`);
      facts.emit({
        ...facts.recorded(line, turnFactId(line, payload, facts, 'stop'), summary),
        type: 'ASSISTANT_STOP',
      });
      return;
    }
    case 'turn_aborted': {
      const summary = oneLine(`Turn aborted: ${asText(payload['reason']) ?? 'no reason given'}`);
      const id = turnFactId(line, payload, facts, 'aborted');
      facts.emit({ ...facts.recorded(line, id, summary), type: 'OTHER', name: 'turn_aborted' });
      return;
    }
    case 'error':
    case 'stream_error': {
      const said = asText(payload['message']) ?? asText(asObject(payload['error'])?.['message']);
      const summary = oneLine(said === null ? 'Error' : `Error: ${said}`);
      facts.emit({ ...facts.recorded(line, facts.contentId(line, 'error'), summary), type: 'API_ERROR' });
      return;
    }
    case 'exec_command_end':
    case 'mcp_tool_call_end':
    case 'patch_apply_end':
      readEnd(line, payload, usableId(payload['call_id']), endedCall(line.item, payload, facts), facts);
      return;
    case 'item_completed': {
      const item = asObject(payload['item']) ?? {};
      const call = endedCall(asName(item['type']) ?? '', item, facts);
      if (call === null) facts.skip(line, asName(item['type']) ?? '');
      else readEnd(line, item, usableId(item['id']), call, facts);
      return;
    }
    case 'collab_agent_spawn_end':
      readSubagent(line, usableId(payload['new_thread_id']), 'SUBAGENT_START', facts);
      return;
    case 'collab_close_end':
      readSubagent(line, usableId(payload['receiver_thread_id']), 'SUBAGENT_STOP', facts);
      return;
    case 'sub_agent_activity':
      if (payload['kind'] === 'started') {
        readSubagent(line, usableId(payload['agent_thread_id']), 'SUBAGENT_START', facts);
      } else {
        facts.skip(line);
      }
      return;
    default:
      facts.skip(line);
  }
}

function turnFactId(line: RolloutLine, payload: JsonObject, facts: ThreadFacts, facet: string): string {
  const turnId = usableId(payload['turn_id']);
  return turnId === null ? facts.contentId(line, facet) : eventId.line(facts.session, turnId, facet);
}

function readTokenCount(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  const info = asObject(payload['info']);
  const tokens = info === null ? null : facts.usage.count(info);
  if (tokens === null) {
    facts.skip(line, info === null ? 'rate-limits' : 'repeated');
    return;
  }
  const { model } = facts.context;
  const id = facts.contentId(line, 'request');
  facts.emit({
    ...facts.recorded(line, id, modelRequestSummary(model, tokens)),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: null,
    costBasis: null,
  });
}

/** Since 0.16x: one line for each request, by the id of its response. */
export function readUsageRecord(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  const tokens = facts.usage.state(payload);
  if (tokens === null) {
    facts.skip(line);
    return;
  }
  const { model } = facts.context;
  const requestId = usableId(payload['response_id']);
  const id =
    requestId === null
      ? facts.contentId(line, 'request')
      : eventId.modelRequest(facts.session, { requestId });
  facts.emit({
    ...facts.recorded(line, id, modelRequestSummary(model, tokens)),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: null,
    costBasis: null,
  });
}

function readUserMessage(line: RolloutLine, payload: JsonObject, facts: ThreadFacts): void {
  const kind = asName(payload['kind']) ?? 'plain';
  const text = asText(payload['message']);
  if (kind === 'plain' && text !== null && facts.session.agentId === undefined) {
    const id = facts.contentId(line, 'prompt');
    const summary = oneLine(`Prompt: ${promptWords(text)}`);
    facts.holdPrompt({ ...facts.recorded(line, id, summary), type: 'USER_PROMPT' });
  }
  facts.skip(line);
}

/** The call behind an event or item that ends one; null where it ends none. */
function endedCall(kind: string, ended: JsonObject, facts: ThreadFacts): CodexCall | null {
  const cwd = folderWithin(ended['cwd'], facts.context.cwd);
  switch (kind) {
    case 'exec_command_end':
    case 'CommandExecution':
      return shellCall('exec_command', ended['command'], cwd);
    case 'mcp_tool_call_end':
    case 'McpToolCall': {
      const invocation = asObject(ended['invocation']) ?? ended;
      const server = asName(invocation['server']);
      const tool = asName(invocation['tool']);
      if (server === null || tool === null) return null;
      return mcpCall(server, tool, asObject(invocation['arguments']) ?? {}, cwd);
    }
    case 'patch_apply_end':
    case 'FileChange':
      return changesCall(asObject(ended['changes']) ?? {}, cwd);
    default:
      return null;
  }
}

/**
 * The end of a call. Where a `response_item` makes the call, that states it and its result, and this adds the MCP
 * server alone; a call that code made on the model's behalf, or that came through an app, is known from here only.
 */
function readEnd(
  line: RolloutLine,
  ended: JsonObject,
  callId: string | null,
  call: CodexCall | null,
  facts: ThreadFacts,
): void {
  if (call === null) {
    facts.skip(line);
    return;
  }
  if (ended['source'] === 'user_shell') {
    const id =
      callId === null ? facts.contentId(line, 'shell') : eventId.line(facts.session, callId, 'shell');
    const summary = oneLine(`The user ran ${call.summary.replace(/^exec_command: /, '')}`);
    const fact = facts.recorded(line, id, summary, { touches: call.touches() });
    facts.emit({ ...fact, type: 'OTHER', name: 'user_shell' });
    return;
  }
  const useId = callId === null ? null : eventId.toolUse(facts.session, callId);
  if (useId !== null && facts.calls.knows(useId)) {
    if (call.server !== null) facts.calls.nameServer(useId, call.server);
    facts.skip(line);
    return;
  }
  const id = useId ?? facts.contentId(line, 'call');
  facts.calls.use(heldCall(line, id, callId !== null, call, facts));
  const result = endResult(ended, call.tool);
  if (callId === null) facts.calls.settle(id, result.outcome);
  emitResult(line, callId, call.tool, result, facts);
}

/** A subagent is known by the id of its own thread, whichever file tells of it. */
function readSubagent(
  line: RolloutLine,
  agentId: string | null,
  type: 'SUBAGENT_START' | 'SUBAGENT_STOP',
  facts: ThreadFacts,
): void {
  const session = topLevel(facts.session);
  if (agentId === null || agentId === session.sessionId) {
    facts.skip(line);
    return;
  }
  const child = { product: PRODUCT, sessionId: session.sessionId, agentId };
  const facet = type === 'SUBAGENT_START' ? 'subagent-start' : 'subagent-stop';
  const verb = type === 'SUBAGENT_START' ? 'started' : 'closed';
  const id = eventId.ofSession(child, facet);
  facts.emit({
    ...facts.recorded(line, id, oneLine(`Subagent ${agentId} ${verb}`), { session }),
    type,
    child,
  });
}
