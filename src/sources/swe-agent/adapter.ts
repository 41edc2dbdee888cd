import type { SourceItem } from '../../events/event.js';
import { readDocument, MAX_DOCUMENT_BYTES } from '../json-file/document.js';
import { outlineOf } from '../json-file/outline.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { readTrajectory } from './trajectory.js';

/**
 * SWE-agent's trajectories, `<instance>.traj`: one JSON document for each run, of versions 0.6 to 1.1. A trajectory has
 * no times and no ids of calls: a step is known by its place, and the run by its content.
 */
export const sweAgentTrajectory: SourceAdapter = {
  format: 'swe-agent-trajectory',
  recognises: looksLikeTrajectory,
  read: (input) => readSweAgent(input),
};

/** The same with another limit than the usual one. */
export function readSweAgent(
  input: SourceInput,
  maxBytes = MAX_DOCUMENT_BYTES,
): AsyncGenerator<SourceItem, void, undefined> {
  return readDocument(
    input,
    'a SWE-agent trajectory',
    (document, emit) => readTrajectory(document, input.receivedAt, emit),
    maxBytes,
  );
}

function looksLikeTrajectory(head: string): boolean {
  const { root, keys } = outlineOf(head);
  if (root !== 'OBJECT') return false;
  const steps = ['trajectory[]', 'attempts[].trajectory[]'];
  if (steps.some((step) => keys.has(`${step}.action`) && keys.has(`${step}.observation`))) return true;
  // A run that did nothing, or a first step longer than what is seen.
  return (
    keys.has('trajectory') &&
    (keys.has('environment') || keys.has('trajectory[].action') || keys.has('info.model_stats'))
  );
}
