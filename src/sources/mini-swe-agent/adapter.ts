import type { SourceItem } from '../../events/event.js';
import { readDocument, MAX_DOCUMENT_BYTES } from '../json-file/document.js';
import { outlineOf } from '../json-file/outline.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { readTrajectory } from './trajectory.js';

/**
 * mini-swe-agent's trajectories, `<instance>.traj.json`: one JSON document for each run, of versions 1 (commands in
 * fenced blocks, no times) and 2 (tool calls, times and the cost of each request).
 */
export const miniSweAgentTrajectory: SourceAdapter = {
  format: 'mini-swe-agent-trajectory',
  recognises: looksLikeTrajectory,
  read: (input) => readMiniSweAgent(input),
};

/** The same with another limit than the usual one. */
export function readMiniSweAgent(
  input: SourceInput,
  maxBytes = MAX_DOCUMENT_BYTES,
): AsyncGenerator<SourceItem, void, undefined> {
  return readDocument(
    input,
    'a mini-swe-agent trajectory',
    (document, emit) => readTrajectory(document, input.receivedAt, emit),
    maxBytes,
  );
}

/** `trajectory_format` comes last, so it is mostly not seen: the agent's own fields in `info` tell as well. */
function looksLikeTrajectory(head: string): boolean {
  const { root, keys } = outlineOf(head);
  if (root !== 'OBJECT' || keys.has('trajectory')) return false;
  if (keys.get('trajectory_format')?.startsWith('mini-swe-agent') === true) return true;
  if (!keys.has('info')) return false;
  if (keys.has('info.mini_version')) return true;
  if (keys.get('info.config.agent_type')?.startsWith('minisweagent.') === true) return true;
  // A submission may be longer than what is seen.
  return keys.has('info.exit_status') && keys.has('info.submission') && !keys.has('info.id');
}
