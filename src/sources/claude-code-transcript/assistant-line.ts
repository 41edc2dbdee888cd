import type { RuntrailEvent, TokenCounts } from '../../events/event.js';
import { eventId, isGlobalId } from '../../events/ids.js';
import { toolUseSummary } from '../claude-code/tool-summary.js';
import { asArray, asCount, asName, isObject, type JsonObject, usableId } from '../json-shape.js';
import { mcpParts } from '../mcp-name.js';
import { payloadText } from '../payload-notes.js';
import { leadingText, modelRequestSummary, oneLine } from '../summaries.js';
import { lineFactId, recorded, type PlacedLine } from './placed-line.js';
import type { ToolLedger } from './tool-ledger.js';

/** Stands in `model` of a line that the client made itself. */
const SYNTHETIC = '<synthetic>';
const TURN_ENDS = new Set<unknown>(['end_turn', 'stop_sequence']);

/**
 * The facts of an assistant line: its share of a model request, the tools that it calls, the end of a turn.
 *
 * The client writes one message as several lines, each with a copy of the usage so far: they all become records
 * of one event, whose counters the store merges by their maximum.
 */
export function readAssistantLine(
  placed: PlacedLine,
  message: JsonObject,
  emit: (event: RuntrailEvent) => void,
  ledger: ToolLedger,
): void {
  const { line, session } = placed;
  const isError = line.raw['isApiErrorMessage'] === true;
  if (isError || message['model'] === SYNTHETIC) {
    const text = leadingText(message['content']);
    if (isError) {
      emit({ ...recorded(placed, lineFactId(placed), oneLine(`API error: ${text}`)), type: 'API_ERROR' });
    } else {
      emit({ ...recorded(placed, lineFactId(placed), oneLine(text)), type: 'OTHER', name: 'synthetic' });
    }
    return;
  }
  const model = asName(message['model']);
  const tokens = tokenCounts(message['usage']);
  emit({
    ...recorded(placed, modelRequestId(placed, message), modelRequestSummary(model, tokens)),
    ...(isGlobalRequestId(placed.line.raw['requestId']) ? { joins: true } : {}),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: null,
    costBasis: null,
  });
  asArray(message['content']).forEach((block, index) => {
    if (!isObject(block)) return;
    if (block['type'] === 'tool_use' || block['type'] === 'server_tool_use')
      readToolUse(placed, block, index, ledger);
    else if (isServerResult(block)) emit(serverResult(placed, block, index, ledger));
  });
  if (TURN_ENDS.has(message['stop_reason'])) {
    const messageId = usableId(message['id']);
    const id = messageId === null ? lineFactId(placed, 'stop') : eventId.line(session, messageId, 'stop');
    const text = leadingText(message['content']);
    const summary = oneLine(text === '' ? 'Turn ended' : `Turn ended: ${text}`);
    emit({ ...recorded(placed, id, summary, { payload: null }), type: 'ASSISTANT_STOP' });
  }
}

function modelRequestId(placed: PlacedLine, message: JsonObject): string {
  const messageId = usableId(message['id']);
  const requestId = usableId(placed.line.raw['requestId']);
  if (messageId !== null) {
    return eventId.modelRequest(placed.session, { messageId, ...(requestId === null ? {} : { requestId }) });
  }
  // Without a message id, a request id that was not drawn at random may stand for several requests.
  if (requestId !== null && isGlobalId(requestId)) return eventId.modelRequest(placed.session, { requestId });
  return lineFactId(placed, 'request');
}

/** The id that telemetry gives of a request as well: it names the request by itself. */
function isGlobalRequestId(value: unknown): boolean {
  const requestId = usableId(value);
  return requestId !== null && isGlobalId(requestId);
}

/** The four disjoint counters of a usage object; null where there is none. Counters that it lacks are zero. */
function tokenCounts(usage: unknown): TokenCounts | null {
  if (!isObject(usage)) return null;
  const split = usage['cache_creation'];
  const anHour = isObject(split) ? asCount(split['ephemeral_1h_input_tokens']) : null;
  return {
    input: asCount(usage['input_tokens']) ?? 0,
    output: asCount(usage['output_tokens']) ?? 0,
    cacheRead: asCount(usage['cache_read_input_tokens']) ?? 0,
    cacheCreation: asCount(usage['cache_creation_input_tokens']) ?? 0,
    ...(anHour === null ? {} : { cacheCreation1h: anHour }),
  };
}

function readToolUse(placed: PlacedLine, block: JsonObject, index: number, ledger: ToolLedger): void {
  const { line } = placed;
  const name = asName(block['name']) ?? 'unnamed';
  const input = isObject(block['input']) ? block['input'] : {};
  const server = mcpParts(name)?.server;
  const id = toolUseEventId(placed, block['id'], index);
  ledger.use({
    event: {
      ...recorded(placed, id, toolUseSummary(name, input, line.cwd), { payload: null }),
      ...(usableId(block['id']) === null ? {} : { joins: true }),
      type: 'TOOL_USE',
      tool: name,
      ...(server === undefined ? {} : { server }),
    },
    block: JSON.stringify(block),
    notes: line.notes,
    call: { name, input, cwd: line.cwd },
  });
}

function toolUseEventId(placed: PlacedLine, toolUseId: unknown, index: number): string {
  const usable = usableId(toolUseId);
  return usable === null ? lineFactId(placed, `tool-use:${index}`) : eventId.toolUse(placed.session, usable);
}

/** `web_search_tool_result` and its kind: the provider ran the tool and answered in the same message. */
function isServerResult(block: JsonObject): boolean {
  return typeof block['type'] === 'string' && block['type'].endsWith('_tool_result');
}

function serverResult(
  placed: PlacedLine,
  block: JsonObject,
  index: number,
  ledger: ToolLedger,
): RuntrailEvent {
  const useId = toolUseEventId(placed, block['tool_use_id'], index);
  const tool = ledger.seen(useId)?.event.tool;
  const content = block['content'];
  const isError =
    isObject(content) && typeof content['type'] === 'string' && content['type'].endsWith('_error');
  ledger.settle(useId, isError ? 'FAILED' : 'RAN');
  const summary = oneLine(`${tool ?? 'Tool'} ${isError ? 'failed' : 'succeeded'}`);
  return {
    ...recorded(placed, toolResultEventId(placed, block['tool_use_id'], index), summary, {
      payload: payloadText(JSON.stringify(block), placed.line.notes),
    }),
    type: 'TOOL_RESULT',
    ...(tool === undefined ? {} : { tool }),
    isError,
  };
}

function toolResultEventId(placed: PlacedLine, toolUseId: unknown, index: number): string {
  const usable = usableId(toolUseId);
  return usable === null
    ? lineFactId(placed, `tool-result:${index}`)
    : eventId.toolResult(placed.session, usable);
}
