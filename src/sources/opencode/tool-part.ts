import type { SessionRef, Touch } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { touchesOf } from '../claude-code/tool-touches.js';
import { epochMs, recorded } from '../json-file/facts.js';
import { asArray, asName, asObject, asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import type { PlacedMessage } from './placed-message.js';

type Outcome = 'PARTLY' | 'FAILED' | 'DENIED';

/** The facts of a tool part: the call, and its result once it has one. */
export function readToolPart(placed: PlacedMessage, part: JsonObject, index: number): void {
  const { around, emit } = placed;
  const { session, context } = around;
  const state = asObject(part['state']) ?? {};
  const input = asObject(state['input']) ?? {};
  const tool = asName(part['tool']) ?? 'unnamed';
  const time = asObject(state['time']);
  const callId = usableId(part['callID']);
  const outcome = outcomeOf(tool, state);
  const cwd = context.cwd ?? null;
  const id = (of: 'toolUse' | 'toolResult' | 'toolDecision'): string =>
    callId === null ? placed.factId(`${of}:${index}`) : eventId[of](session, callId);
  const joins = callId !== null;
  const startedAt = epochMs(time?.['start']) ?? placed.at;

  const use = recorded(around, {
    id: id('toolUse'),
    joins,
    at: startedAt,
    summary: useSummary(tool, input, cwd),
    record: { type: 'tool', callID: part['callID'], tool: part['tool'], state: { input: state['input'] } },
    touches: touchesAfter(callTouches(tool, input, cwd), outcome),
    outcome: outcome ?? undefined,
  });
  emit({
    kind: 'event',
    event: { ...use, type: 'TOOL_USE', tool, ...(outcome === null ? {} : { outcome }) },
  });
  if (state['status'] !== 'completed' && state['status'] !== 'error') return;

  const endedAt = epochMs(time?.['end']);
  const durationMs =
    startedAt !== null && endedAt !== null && endedAt >= startedAt ? endedAt - startedAt : null;
  const said = asText(state['error']) ?? asText(state['output']) ?? '';
  const result = recorded(around, {
    id: id('toolResult'),
    joins,
    at: endedAt ?? startedAt,
    summary:
      outcome === null
        ? `${tool} succeeded`
        : `${tool} ${outcome === 'DENIED' ? 'denied' : 'failed'}: ${said}`,
    record: { ...part, state: { ...state, input: undefined } },
  });
  emit({
    kind: 'event',
    event: {
      ...result,
      type: 'TOOL_RESULT',
      tool,
      isError: outcome !== null,
      ...(durationMs === null ? {} : { durationMs }),
    },
  });
  if (outcome === 'DENIED') {
    const fact = recorded(around, {
      id: id('toolDecision'),
      joins,
      at: endedAt ?? startedAt,
      summary: `${tool} denied`,
    });
    emit({ kind: 'event', event: { ...fact, type: 'TOOL_DECISION', tool, decision: 'DENY' } });
  }
  if (tool === 'task') readSubagent(placed, state, startedAt, endedAt);
}

const REFUSED =
  /^(?:Error: )?(?:The user (?:rejected|dismissed|has specified a rule which prevents)|PermissionDenied|.{0,40}permission (?:was )?(?:denied|rejected))/i;

function outcomeOf(tool: string, state: JsonObject): Outcome | null {
  const metadata = asObject(state['metadata']) ?? {};
  if (state['status'] === 'error') {
    const error = asText(state['error']) ?? '';
    if (REFUSED.test(error)) return 'DENIED';
    return /abort|timed? ?out|interrupt/i.test(error) ? 'PARTLY' : 'FAILED';
  }
  if (state['status'] !== 'completed') return null;
  const exit = metadata['exit'];
  return tool === 'bash' && typeof exit === 'number' && exit !== 0 ? 'PARTLY' : null;
}

function touchesAfter(touches: readonly Touch[], outcome: Outcome | null): readonly Touch[] {
  if (outcome === 'FAILED' || outcome === 'DENIED') return [];
  return outcome === 'PARTLY' ? touches.map((touch) => ({ ...touch, confidence: 'LOW' })) : touches;
}

/**
 * What a call touched, judged as the tools of Claude Code are, whose names and arguments OpenCode's follow. Searches
 * touch nothing. The tools of MCP servers are named `<server>_<tool>`, which does not tell them from others.
 */
function callTouches(tool: string, input: JsonObject, cwd: string | null): readonly Touch[] {
  const like = (name: string, as: JsonObject, folder = cwd): readonly Touch[] =>
    touchesOf({ name, input: as, cwd: folder });
  const path = input['filePath'] ?? input['file_path'] ?? input['path'];
  switch (tool) {
    case 'bash':
      return like(
        'Bash',
        { command: input['command'] },
        asText(input['workdir']) ?? asText(input['cwd']) ?? cwd,
      );
    case 'read':
      return like('Read', { file_path: path });
    case 'write':
    case 'edit':
    case 'multiedit':
      return like('Write', { file_path: path });
    case 'patch':
    case 'apply_patch':
      return patchedFiles(asText(input['patchText'] ?? input['patch']) ?? '').flatMap((file) =>
        like('Write', { file_path: file }),
      );
    case 'webfetch':
      return like('WebFetch', { url: input['url'] });
    case 'batch':
      return asArray(input['tool_calls'])
        .filter(isObject)
        .slice(0, 100)
        .flatMap((call) => {
          const name = asName(call['tool']) ?? '';
          return name === 'batch' ? [] : callTouches(name, asObject(call['parameters']) ?? {}, cwd);
        });
    default:
      return [];
  }
}

const PATCHED = /^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+)$/gm;

function patchedFiles(patch: string): string[] {
  return [...patch.matchAll(PATCHED)].flatMap(([, file]) => file?.trim() ?? []).slice(0, 1000);
}

function useSummary(tool: string, input: JsonObject, cwd: string | null): string {
  const path = asText(input['filePath'] ?? input['file_path'] ?? input['path']);
  const shown =
    path !== null && cwd !== null && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
  const detail =
    asText(input['command']) ??
    asText(input['url']) ??
    asText(input['pattern']) ??
    shown ??
    asText(input['query']) ??
    asText(input['description']);
  return detail === null ? tool : `${tool}: ${detail}`;
}

/** A task's metadata names the session that it was given to: that session's export says the same. */
function readSubagent(
  placed: PlacedMessage,
  state: JsonObject,
  startedAt: number | null,
  endedAt: number | null,
): void {
  const { around, emit } = placed;
  const metadata = asObject(state['metadata']);
  const agentId = usableId(metadata?.['sessionId'] ?? metadata?.['sessionID']);
  if (agentId === null) return;
  const child: SessionRef = { product: around.session.product, sessionId: around.session.sessionId, agentId };
  const start = recorded(around, {
    id: eventId.ofSession(child, 'subagent-start'),
    at: startedAt,
    summary: `Subagent ${agentId} started`,
  });
  emit({ kind: 'event', event: { ...start, type: 'SUBAGENT_START', child } });
  if (state['status'] !== 'completed') return;
  const stop = recorded(around, {
    id: eventId.ofSession(child, 'subagent-stop'),
    at: endedAt,
    summary: `Subagent ${agentId} finished`,
  });
  emit({ kind: 'event', event: { ...stop, type: 'SUBAGENT_STOP', child } });
}
