import { RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { PATH_LIMITS, type PathsRequest } from '../../traversal/paths.js';
import { checkRange, checkSelectors, followedRef, radiusRequest } from '../blast-radius/radius-request.js';
import type { GraphContext } from '../context.js';
import { BadInputError } from '../errors.js';
import { resolveSelectors } from '../selector/resolve-selector.js';
import type { PathExistsInput, PathsInput } from './paths.input.js';

/** As `existenceRequest`, and how many paths. Throws as it does. */
export async function pathsRequest(
  context: GraphContext,
  input: Readonly<PathsInput>,
): Promise<PathsRequest & { readonly first: number }> {
  checkRange('input.first', input.first, PATH_LIMITS.first.most);
  return { ...(await existenceRequest(context, input)), first: input.first };
}

/**
 * What the search is asked for. Every limit is checked before anything is read. Throws BadInputError, also where a
 * thing is an end on both sides, and NotFoundError for an end that the graph does not hold.
 */
export async function existenceRequest(
  context: GraphContext,
  input: Readonly<PathExistsInput>,
): Promise<PathsRequest> {
  checkRange('input.maxHops', input.maxHops, PATH_LIMITS.maxHops.most);
  checkRange('input.timeoutMs', input.timeoutMs, PATH_LIMITS.timeoutMs.most);
  checkSelectors('input.to', input.to.length, 1);
  // What follows from where, by which lenses, kinds and times, is asked as of the radius.
  const { seeds, ...radius } = await radiusRequest(context, {
    ...input,
    direction: 'FORWARD',
    maxNodes: RADIUS_LIMITS.maxNodes.default,
    maxEdges: RADIUS_LIMITS.maxEdges.default,
  });
  const found = await resolveSelectors(context, input.to, 'input.to');
  const targets = found.map((target, position) => followedRef(`input.to[${position}]`, target));
  const position = targets.findIndex(({ label, key }) =>
    seeds.some((seed) => seed.label === label && seed.key === key),
  );
  if (position >= 0) {
    throw new BadInputError(
      `input.to[${position}]`,
      `input.to[${position}] is in input.from too, and a path leads from one thing to another.`,
      'Leave it out of one of the two.',
    );
  }
  const { lenses, kinds, since, until, asOf, idleMs, maxHops, timeoutMs, hubBound, reincluded } = radius;
  return {
    starts: seeds,
    targets,
    lenses,
    kinds,
    since,
    until,
    asOf,
    idleMs,
    maxHops,
    timeoutMs,
    hubBound,
    reincluded,
  };
}
