import type { RuntrailEvent, SessionRef } from '../../../events/event.js';
import { eventId, isRedacted } from '../../../events/ids.js';
import { asName, asText, usableId } from '../../json-shape.js';
import { mcpParts } from '../../mcp-name.js';
import { asFigure, asFlag, asJsonObject, asWhole } from '../figures.js';
import {
  contentId,
  otherEvent,
  type PlacedRecord,
  type Recorded,
  recorded,
  timeOf,
} from '../placed-record.js';
import { mcpName, resultSummary } from '../tool-call.js';
import type { Attributes } from '../wire-values.js';
import {
  type DescribedCall,
  failureOf,
  modelRequest,
  named,
  PRODUCT,
  SOME_MCP_TOOL,
  toolUse,
  toolUseIdOf,
} from './claude-code-facts.js';

/** The facts of a log event of Claude Code. */
export function claudeCodeEvents(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { attributes } = placed.record;
  switch (placed.name) {
    case 'user_prompt':
      return [userPrompt(placed)];
    case 'api_request':
      return [modelRequest(placed, costMicroUsd(attributes))];
    case 'api_error': {
      const status = asWhole(attributes['status_code']);
      const said = asText(attributes['error']) ?? (status === null ? 'no reason given' : `status ${status}`);
      return [{ ...recorded(placed, contentId(placed), `API error: ${said}`), type: 'API_ERROR' }];
    }
    case 'tool_decision':
      return toolDecision(placed);
    case 'tool_result':
      return toolResult(placed);
    case 'compaction': {
      if (asFlag(attributes['success']) === false) return [otherEvent(placed, 'failed')];
      const trigger = asName(attributes['trigger']);
      const summary = `Conversation compacted${trigger === null ? '' : ` (${trigger})`}`;
      return [{ ...recorded(placed, contentId(placed), summary), type: 'COMPACTION' }];
    }
    case 'subagent_completed':
      return subagentCompleted(placed);
    case 'hook_execution_start':
      return [hookExecution(placed)];
    default:
      return [otherEvent(placed, detailOf(attributes))];
  }
}

/** How the client begins what it writes in the user's place. The transcript counts none of these as prompts. */
const CLIENT_MADE = /^\s*(?:<(task-notification|command-name|local-command-stdout|system-reminder)>|Caveat:)/;
const COMMAND = /^\/[A-Za-z][\w:-]*(?:\s|$)/;

function userPrompt(placed: PlacedRecord): RuntrailEvent {
  const { record, session } = placed;
  const { attributes } = record;
  const said = asText(attributes['prompt_text']) ?? asText(attributes['prompt']);
  const text = said === null || isRedacted(said) ? null : said;
  const length = asWhole(attributes['prompt_length']);
  const shown = text ?? (length === null ? 'text not recorded' : `${length} characters`);
  const name = notAPrompt(placed, text);
  if (name !== null) {
    return { ...recorded(placed, contentId(placed), `${name}: ${shown}`), type: 'OTHER', name };
  }
  const promptId = usableId(attributes['prompt.id']);
  const id = promptId === null ? contentId(placed) : eventId.line(session, promptId, 'prompt');
  // With its text withheld this may be a message of the client's own, which no other source knows as a prompt.
  const joins = promptId !== null && text !== null;
  return { ...recorded(placed, id, `Prompt: ${shown}`, { joins }), type: 'USER_PROMPT' };
}

/** What the record is when no person wrote it; null for a person's prompt, as far as the record tells. */
function notAPrompt({ record, session }: PlacedRecord, text: string | null): string | null {
  if (asText(record.attributes['command_name']) !== null) return 'command';
  if (session.agentId !== undefined) return 'subagent-prompt';
  if (text === null) return null;
  if (COMMAND.test(text)) return 'command';
  const made = CLIENT_MADE.exec(text);
  return made === null ? null : (made[1] ?? 'caveat');
}

function costMicroUsd(attributes: Attributes): number | null {
  const micros = asWhole(attributes['cost_usd_micros']);
  if (micros !== null) return micros;
  const usd = asFigure(attributes['cost_usd']);
  const rounded = usd === null || usd < 0 ? null : Math.round(usd * 1_000_000);
  return rounded === null || !Number.isSafeInteger(rounded) ? null : rounded;
}

function describedCall(attributes: Attributes): DescribedCall {
  const said = asName(attributes['tool_name']) ?? 'unnamed';
  const parameters = asJsonObject(attributes['tool_parameters']) ?? {};
  const server = asName(parameters['mcp_server_name']);
  const serverTool = asName(parameters['mcp_tool_name']);
  const tool =
    said === SOME_MCP_TOOL && server !== null && serverTool !== null ? mcpName(server, serverTool) : said;
  const command = asText(parameters['full_command']);
  const input = asJsonObject(attributes['tool_input']) ?? parameters;
  return {
    tool,
    server: mcpParts(tool)?.server ?? null,
    input: command === null ? input : { ...input, command },
  };
}

function toolDecision(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { record, session } = placed;
  const call = describedCall(record.attributes);
  const useId = toolUseIdOf(record.attributes);
  const said = record.attributes['decision'];
  if (said !== 'accept' && said !== 'reject') return [otherEvent(placed, asText(said) ?? '')];
  const decision = said === 'reject' ? 'DENY' : 'ALLOW';
  const by = asName(record.attributes['source']);
  const summary = `${call.tool} ${decision === 'DENY' ? 'denied' : 'allowed'}${by === null ? '' : ` (${by})`}`;
  const id = useId === null ? contentId(placed, 'decision') : eventId.toolDecision(session, useId);
  const decided: RuntrailEvent = {
    ...recorded(placed, id, summary, { joins: useId !== null }),
    type: 'TOOL_DECISION',
    ...named(call.tool),
    decision,
  };
  // A call that was refused has no result: this is all that is ever said of it.
  return decision === 'DENY' ? [toolUse(placed, call, { useId, outcome: 'DENIED' }), decided] : [decided];
}

function toolResult(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { record, session } = placed;
  const { attributes } = record;
  const call = describedCall(attributes);
  const useId = toolUseIdOf(attributes);
  const succeeded = asFlag(attributes['success']);
  const error = asText(attributes['error']) ?? asText(attributes['error_type']) ?? '';
  const outcome = succeeded === false ? failureOf(call.tool, error) : undefined;
  const durationMs = asWhole(attributes['duration_ms']);
  const at = timeOf(record);
  const startedAt = at === null || durationMs === null ? at : Math.max(0, at - durationMs);
  const id = useId === null ? contentId(placed, 'result') : eventId.toolResult(session, useId);
  return [
    toolUse(placed, call, { useId, outcome, at: startedAt }),
    {
      ...recorded(placed, id, resultSummary(call.tool, succeeded === null ? null : !succeeded, error), {
        joins: useId !== null,
      }),
      type: 'TOOL_RESULT',
      ...named(call.tool),
      ...(succeeded === null ? {} : { isError: !succeeded }),
      ...(durationMs === null ? {} : { durationMs }),
    },
  ];
}

function subagentCompleted(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { attributes } = placed.record;
  const agentId = usableId(attributes['agent_id']);
  if (agentId === null) return [otherEvent(placed)];
  const child: SessionRef = { product: PRODUCT, sessionId: placed.session.sessionId, agentId };
  const durationMs = asWhole(attributes['duration_ms']);
  const at = timeOf(placed.record);
  const fact = (what: string, summary: string, parts: { at?: number | null; payload?: null }): Recorded =>
    recorded(placed, eventId.ofSession(child, what), summary, { joins: true, ...parts });
  const startedAt = at === null || durationMs === null ? null : Math.max(0, at - durationMs);
  const started = fact('subagent-start', `Subagent ${agentId} started`, { at: startedAt, payload: null });
  return [
    { ...started, type: 'SUBAGENT_START', child },
    { ...fact('subagent-stop', `Subagent ${agentId} finished`, {}), type: 'SUBAGENT_STOP', child },
  ];
}

/** The client runs hooks of a session's start and end; where there are such hooks, this tells of both. */
function hookExecution(placed: PlacedRecord): RuntrailEvent {
  const { attributes } = placed.record;
  const event = attributes['hook_event'];
  if (event !== 'SessionStart' && event !== 'SessionEnd') return otherEvent(placed, detailOf(attributes));
  const reason = /^[^:]+:(.+)$/.exec(asName(attributes['hook_name']) ?? '')?.[1];
  const verb = event === 'SessionStart' ? 'started' : 'ended';
  return {
    ...recorded(placed, contentId(placed), `Session ${verb}${reason === undefined ? '' : ` (${reason})`}`),
    type: event === 'SessionStart' ? 'SESSION_START' : 'SESSION_END',
    ...(reason === undefined ? {} : { reason }),
  };
}

const TELLING = ['response', 'hook_name', 'server_name', 'plugin.name', 'status', 'error'];

/** What a person would want to see of an event that has no type of its own. */
function detailOf(attributes: Attributes): string {
  for (const name of TELLING) {
    const text = asText(attributes[name]);
    if (text !== null && !isRedacted(text)) return text;
  }
  return '';
}
