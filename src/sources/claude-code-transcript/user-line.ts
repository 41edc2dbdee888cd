import type { RuntrailEvent, SessionRef } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import {
  isFailure,
  outcomeOf,
  permissionDecision,
  resultText,
  type Outcome,
} from '../claude-code/tool-outcome.js';
import { asArray, isObject, type JsonObject, usableId } from '../json-shape.js';
import { payloadText } from '../payload-notes.js';
import { leadingText, oneLine } from '../summaries.js';
import { lineFactId, PRODUCT, recorded, type PlacedLine } from './placed-line.js';
import type { ToolLedger } from './tool-ledger.js';

/** How the client begins what it writes in the user's place, and what such a line is called. */
const CLIENT_MADE = [
  ['<command-name>', 'command'],
  ['<local-command-stdout>', 'local-command-output'],
  ['<system-reminder>', 'system-reminder'],
  ['<task-notification>', 'task-notification'],
  ['Caveat:', 'caveat'],
] as const;

/** The facts of a user line: results of tools, or a prompt, or what the client put in its place. */
export function readUserLine(
  placed: PlacedLine,
  message: JsonObject,
  emit: (event: RuntrailEvent) => void,
  ledger: ToolLedger,
): void {
  const results = asArray(message['content'])
    .filter(isObject)
    .filter((block) => block['type'] === 'tool_result');
  if (results.length > 0) {
    results.forEach((block, index) => {
      readToolResult(placed, block, index, results.length === 1, emit, ledger);
    });
    return;
  }
  const text = leadingText(message['content']);
  const name = notAPrompt(placed, text);
  if (name === null) {
    const id = usableId(placed.line.raw['promptId']);
    const summary = oneLine(`Prompt: ${text}`);
    // The prompt's own id, which the client gives to hooks and telemetry too, else the line's.
    if (id === null) emit({ ...recorded(placed, lineFactId(placed), summary), type: 'USER_PROMPT' });
    else {
      const factId = eventId.line(placed.session, id, 'prompt');
      emit({ ...recorded(placed, factId, summary), joins: true, type: 'USER_PROMPT' });
    }
  } else {
    emit({ ...recorded(placed, lineFactId(placed), oneLine(`${name}: ${text}`)), type: 'OTHER', name });
  }
}

/** What the line is when no person wrote it; null for a person's prompt. */
function notAPrompt({ line, session }: PlacedLine, text: string): string | null {
  if (line.raw['isMeta'] === true) return 'meta';
  if (line.raw['isCompactSummary'] === true) return 'compact-summary';
  if (line.isSidechain || session.agentId !== undefined) return 'subagent-prompt';
  const start = text.trimStart();
  return CLIENT_MADE.find(([beginning]) => start.startsWith(beginning))?.[1] ?? null;
}

function readToolResult(
  placed: PlacedLine,
  block: JsonObject,
  index: number,
  isOnly: boolean,
  emit: (event: RuntrailEvent) => void,
  ledger: ToolLedger,
): void {
  const { line, session } = placed;
  const toolUseId = usableId(block['tool_use_id']);
  const useId = toolUseId === null ? null : eventId.toolUse(session, toolUseId);
  const seen = useId === null ? null : ledger.seen(useId);
  const tool = seen?.event.tool;
  const outcome = outcomeOf(line.raw, block, { tool: tool ?? null, version: line.version });
  const factId = (of: 'toolResult' | 'toolDecision'): string =>
    toolUseId === null ? lineFactId(placed, `${of}:${index}`) : eventId[of](session, toolUseId);

  // The line's own account of the result belongs to its block only where there is one block.
  const account = isOnly ? line.raw['toolUseResult'] : undefined;
  const durationMs = durationOf(account);
  const named = tool === undefined ? {} : { tool };
  emit({
    ...recorded(placed, factId('toolResult'), resultSummary(tool, outcome, block), {
      payload: payloadText(JSON.stringify({ toolUseResult: account, block }), line.notes),
    }),
    type: 'TOOL_RESULT',
    ...named,
    isError: isFailure(block),
    ...(durationMs === null ? {} : { durationMs }),
  });

  const decision = outcome === 'DENIED' ? 'DENY' : permissionDecision(line.raw);
  if (decision !== null) {
    const summary = oneLine(`${tool ?? 'Tool'} ${decision === 'DENY' ? 'denied' : 'allowed'}`);
    const fact = recorded(placed, factId('toolDecision'), summary, { payload: null });
    emit({ ...fact, type: 'TOOL_DECISION', ...named, decision });
  }
  if (isObject(account)) readSubagent(placed, account, tool, seen?.event.at ?? line.at, emit);
  if (useId !== null) ledger.settle(useId, outcome);
}

function resultSummary(tool: string | undefined, outcome: Outcome, block: JsonObject): string {
  const name = tool ?? 'Tool';
  switch (outcome) {
    case 'RAN':
      return oneLine(`${name} succeeded`);
    case 'DENIED':
      return oneLine(`${name} denied: ${resultText(block)}`);
    case 'PARTLY':
      return oneLine(isFailure(block) ? `${name} failed: ${resultText(block)}` : `${name} interrupted`);
    case 'FAILED':
      return oneLine(`${name} failed: ${resultText(block)}`);
    default:
      return outcome satisfies never;
  }
}

function durationOf(account: unknown): number | null {
  if (!isObject(account)) return null;
  const inMs = account['totalDurationMs'] ?? account['durationMs'];
  const inSeconds = account['durationSeconds'];
  const durationMs =
    typeof inMs === 'number' ? inMs : typeof inSeconds === 'number' ? inSeconds * 1000 : null;
  return durationMs !== null && Number.isFinite(durationMs) && durationMs >= 0
    ? Math.round(durationMs)
    : null;
}

/** The result of a Task or Agent call names the subagent that it started and, unless it is left running, ended. */
function readSubagent(
  placed: PlacedLine,
  account: JsonObject,
  tool: string | undefined,
  startedAt: number | null,
  emit: (event: RuntrailEvent) => void,
): void {
  const agentId = usableId(account['agentId']);
  if (agentId === null || (tool !== undefined && tool !== 'Task' && tool !== 'Agent')) return;
  emit(subagentStart(placed, agentId, startedAt));
  if (account['status'] !== 'completed') return;
  const child = subagentOf(placed.session, agentId);
  const id = eventId.ofSession(child, 'subagent-stop');
  const summary = oneLine(`Subagent ${agentId} finished`);
  emit({ ...recorded(placed, id, summary, { payload: null }), type: 'SUBAGENT_STOP', child });
}

function subagentOf(session: SessionRef, agentId: string): SessionRef {
  return { product: PRODUCT, sessionId: session.sessionId, agentId };
}

/** One event for each subagent, however often the transcript mentions its start. */
export function subagentStart(placed: PlacedLine, agentId: string, startedAt: number | null): RuntrailEvent {
  const child = subagentOf(placed.session, agentId);
  const id = eventId.ofSession(child, 'subagent-start');
  const fact = recorded(placed, id, oneLine(`Subagent ${agentId} started`), { payload: null });
  return { ...fact, at: startedAt, type: 'SUBAGENT_START', child };
}
