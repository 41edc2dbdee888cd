import type { RuntrailEvent, SessionRef } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { hookEvent, systemEvent } from '../claude-code-transcript/client-line.js';
import { lineFactId, PRODUCT, recorded, type PlacedLine } from '../claude-code-transcript/placed-line.js';
import { subagentStart } from '../claude-code-transcript/user-line.js';
import { asArray, asName, asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import { oneLine } from '../summaries.js';

/** Messages that tell how far something has got. */
const WITHOUT_FACTS = new Set(['status', 'task_progress', 'task_updated', 'background_tasks_changed']);
const TASK_ENDED = new Set<unknown>(['completed', 'failed', 'killed', 'stopped']);

/** The facts of a `system` message; none for one that only tells of progress. */
export function systemFacts(placed: PlacedLine): readonly RuntrailEvent[] {
  const { raw } = placed.line;
  const subtype = asName(raw['subtype']) ?? '';
  if (WITHOUT_FACTS.has(subtype)) return [];
  switch (subtype) {
    case 'init':
      return [initEvent(placed)];
    case 'hook_started':
    case 'hook_response': {
      const hook = { hookEvent: raw['hook_event'], hookName: raw['hook_name'] };
      const event = hookEvent(placed, hook, raw['hook_id']);
      return event === null ? [] : [event];
    }
    case 'api_retry': {
      const status = typeof raw['error_status'] === 'number' ? ` (status ${raw['error_status']})` : '';
      const summary = oneLine(`API error: ${asText(raw['error']) ?? 'not named'}${status}`);
      return [{ ...recorded(placed, lineFactId(placed), summary), type: 'API_ERROR' }];
    }
    case 'permission_denied':
      return denial(placed, raw, placed.line.payload);
    case 'task_started': {
      const agentId = subagentOf(raw);
      return agentId === null ? [] : [subagentStart(placed, agentId, placed.line.at)];
    }
    case 'task_notification': {
      const agentId = usableId(raw['task_id']);
      if (agentId === null || !TASK_ENDED.has(raw['status'])) return [];
      const child: SessionRef = { product: PRODUCT, sessionId: placed.session.sessionId, agentId };
      const summary = oneLine(`Subagent ${agentId} finished`);
      const fact = recorded(placed, eventId.ofSession(child, 'subagent-stop'), summary, { payload: null });
      return [{ ...fact, type: 'SUBAGENT_STOP', child }];
    }
    default:
      return [systemEvent(placed)];
  }
}

/** The subagent that a started task is; null for a background command. */
export function subagentOf(started: JsonObject): string | null {
  return started['task_type'] === undefined || started['task_type'] === 'local_agent'
    ? usableId(started['task_id'])
    : null;
}

function initEvent(placed: PlacedLine): RuntrailEvent {
  const { raw } = placed.line;
  const servers = asArray(raw['mcp_servers'])
    .filter(isObject)
    .flatMap((server) => asName(server['name']) ?? []);
  const model = asName(raw['model']);
  const summary = oneLine(
    `Run started${model === null ? '' : ` with ${model}`}${servers.length === 0 ? '' : `, MCP: ${servers.join(', ')}`}`,
  );
  return { ...recorded(placed, lineFactId(placed, 'init'), summary), type: 'OTHER', name: 'init' };
}

function denial(placed: PlacedLine, call: JsonObject, payload: string | null): readonly RuntrailEvent[] {
  const toolUseId = usableId(call['tool_use_id']);
  if (toolUseId === null) return [];
  const tool = asName(call['tool_name']);
  const summary = oneLine(`${tool ?? 'Tool'} denied`);
  return [
    {
      ...recorded(placed, eventId.toolDecision(placed.session, toolUseId), summary, { payload }),
      joins: true,
      type: 'TOOL_DECISION',
      ...(tool === null ? {} : { tool }),
      decision: 'DENY',
    },
  ];
}

/**
 * The facts of a `result` message, which ends a run: what it came to, which calls were refused and, for a success, the
 * end of the turn. Its usage and cost repeat, for the whole process, what the messages said: they stay in the payload.
 * `lastMessageId` is the id of the session's last assistant message, by which the transcript knows the turn's end.
 */
export function resultFacts(placed: PlacedLine, lastMessageId: string | null): readonly RuntrailEvent[] {
  const { raw } = placed.line;
  const subtype = asName(raw['subtype']) ?? 'unknown';
  const costUsd = raw['total_cost_usd'];
  const cost = typeof costUsd === 'number' && Number.isFinite(costUsd) ? `, ${costUsd.toFixed(4)} USD` : '';
  const summary = oneLine(`Run ended: ${subtype}${cost}`);
  const facts: RuntrailEvent[] = [
    { ...recorded(placed, lineFactId(placed, 'result'), summary), type: 'OTHER', name: 'result' },
  ];
  for (const call of asArray(raw['permission_denials'])) {
    if (isObject(call)) facts.push(...denial(placed, call, null));
  }
  if (subtype === 'success' && raw['is_error'] !== true) {
    const id =
      lastMessageId === null
        ? lineFactId(placed, 'stop')
        : eventId.line(placed.session, lastMessageId, 'stop');
    const text = asText(raw['result']);
    const ended = oneLine(text === null ? 'Turn ended' : `Turn ended: ${text}`);
    facts.push({ ...recorded(placed, id, ended, { payload: null }), type: 'ASSISTANT_STOP' });
  }
  return facts;
}
