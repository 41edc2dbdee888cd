import type { RuntrailEvent, ToolUse } from '../../../events/event.js';
import { eventId } from '../../../events/ids.js';
import { asName, asText, usableId } from '../../json-shape.js';
import { mcpParts } from '../../mcp-name.js';
import { asFlag, asWhole } from '../figures.js';
import { endOf, type Outcome, otherEvent, type PlacedRecord, recorded } from '../placed-record.js';
import type { OtlpRecord } from '../records.js';
import type { SpanTree } from '../span-tree.js';
import { resultSummary } from '../tool-call.js';
import { failureOf, modelRequest, named, toolUse, toolUseIdOf } from './claude-code-facts.js';

/**
 * A span of Claude Code. Spans repeat the log events: those that name their request or tool call become records of the
 * same facts, through the same ids, and add no count; the others state nothing that a count is made of.
 */
export function readClaudeCodeSpan(placed: PlacedRecord, spans: SpanTree): Outcome {
  const { record } = placed;
  switch (placed.name) {
    case 'llm_request': {
      const failed = asFlag(record.attributes['success']) === false;
      if (failed || usableId(record.attributes['request_id']) === null) return one(otherEvent(placed));
      return one(modelRequest(placed, null, { at: endOf(record) }));
    }
    case 'tool': {
      const useId = toolUseIdOf(record.attributes);
      return one(useId === null ? otherEvent(placed) : toolSpan(placed, useId, spans));
    }
    case 'tool.execution': {
      const useId = toolUseIdOf(record.attributes);
      return one(useId === null ? otherEvent(placed) : execution(placed, useId));
    }
    case 'tool.blocked_on_user':
      // The decision, without the id of the call that it was about.
      return { kind: 'skip', name: 'span:claude_code.tool.blocked_on_user' };
    default:
      return one(otherEvent(placed));
  }
}

function one(event: RuntrailEvent): Outcome {
  return { kind: 'events', events: [event] };
}

function toolSpan(placed: PlacedRecord, useId: string, spans: SpanTree): RuntrailEvent {
  const { attributes } = placed.record;
  const tool = asName(attributes['tool_name']) ?? 'unnamed';
  const command = asText(attributes['full_command']);
  const path = asText(attributes['file_path']);
  const input = {
    ...(command === null ? {} : { command }),
    ...(path === null ? {} : tool.startsWith('Notebook') ? { notebook_path: path } : { file_path: path }),
  };
  const call = { tool, server: mcpParts(tool)?.server ?? null, input };
  return toolUse(placed, call, { useId, outcome: outcomeOf(tool, spans.childrenOf(placed.record)) });
}

/** What the spans within the call's span tell of it, where they came with it. */
function outcomeOf(tool: string, children: readonly OtlpRecord[]): ToolUse['outcome'] {
  if (children.some(({ attributes }) => attributes['decision'] === 'reject')) return 'DENIED';
  const failed = children.find(({ attributes }) => asFlag(attributes['success']) === false);
  return failed === undefined ? undefined : failureOf(tool, errorOf(failed));
}

function execution(placed: PlacedRecord, useId: string): RuntrailEvent {
  const { record, session } = placed;
  const succeeded = asFlag(record.attributes['success']);
  const durationMs = asWhole(record.attributes['duration_ms']);
  const tool = asName(record.attributes['tool_name']);
  const summary = resultSummary(tool, succeeded === null ? null : !succeeded, errorOf(record));
  return {
    ...recorded(placed, eventId.toolResult(session, useId), summary, { joins: true, at: endOf(record) }),
    type: 'TOOL_RESULT',
    ...(tool === null ? {} : named(tool)),
    ...(succeeded === null ? {} : { isError: !succeeded }),
    ...(durationMs === null ? {} : { durationMs }),
  };
}

function errorOf({ attributes, statusMessage }: OtlpRecord): string {
  return (
    asText(attributes['error']) ??
    (statusMessage === '' ? (asText(attributes['error_class']) ?? '') : statusMessage)
  );
}
