import { type BlastRadiusRequest, RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import {
  HUB_BOUND,
  isTraversedKind,
  LENSES,
  TRAVERSED_KINDS,
  type TraversedKind,
} from '../../traversal/policy.js';
import { BEGINNING, type NodeRef } from '../../traversal/radius-graph.js';
import type { GraphContext } from '../context.js';
import { BadInputError } from '../errors.js';
import { resolveSelectors, type SelectedEntity } from '../selector/resolve-selector.js';
import type { BlastRadiusInput, RelationshipKindFilter } from './blast-radius.input.js';

/** Labels that at least one kind which impact follows starts from or leads to. */
const FOLLOWED_LABELS = ['Session', 'User', 'Endpoint', 'ApiKey', 'File', 'Host', 'McpServer'];

/**
 * What the traversal is asked for. Every limit is checked before anything is read. Throws BadInputError, and
 * NotFoundError for a starting point that the graph does not hold.
 */
export async function radiusRequest(
  context: GraphContext,
  input: Readonly<BlastRadiusInput>,
): Promise<BlastRadiusRequest> {
  for (const name of ['maxHops', 'maxNodes', 'maxEdges', 'timeoutMs'] as const) {
    checkRange(`input.${name}`, input[name], RADIUS_LIMITS[name].most);
  }
  checkSelectors('input.from', input.from.length, 1);
  checkSelectors('input.reincludeHubs', input.reincludeHubs?.length ?? 0, 0);
  if (input.lenses?.length === 0) {
    throw new BadInputError(
      'input.lenses',
      'input.lenses is empty.',
      'Name a lens, or leave it out for all four.',
    );
  }
  const kinds = followedKinds(input.kinds);
  const asOf = input.asOf ?? context.now();
  const until = Math.min(input.until ?? asOf, asOf);
  const since = input.since ?? BEGINNING;
  if (since > until) {
    throw new BadInputError(
      'input.since',
      'input.since is later than the end of the window.',
      'Pass a since before until and asOf; without them the window ends now.',
    );
  }
  const seeds = await resolveSelectors(context, input.from, 'input.from');
  const hubs = await resolveSelectors(context, input.reincludeHubs ?? [], 'input.reincludeHubs');
  if (seeds.length > input.maxNodes) {
    throw new BadInputError(
      'input.maxNodes',
      `input.maxNodes is ${input.maxNodes} and there are ${seeds.length} starting points.`,
      'Allow at least as many nodes as there are starting points.',
    );
  }
  return {
    seeds: seeds.map((seed, position) => followedRef(`input.from[${position}]`, seed)),
    direction: input.direction,
    lenses: LENSES.filter((lens) => input.lenses == null || input.lenses.includes(lens)),
    kinds,
    since,
    until,
    asOf,
    idleMs: context.idleMs,
    maxHops: input.maxHops,
    maxNodes: input.maxNodes,
    maxEdges: input.maxEdges,
    timeoutMs: input.timeoutMs,
    hubBound: HUB_BOUND,
    reincluded: new Set(hubs.map(({ id }) => id)),
  };
}

export function checkRange(argument: string, value: number, most: number): void {
  if (value >= 1 && value <= most) return;
  throw new BadInputError(
    argument,
    `${argument} is ${value} and must be from 1 to ${most}.`,
    `Ask for at most ${most}; a narrower question is answered further: fewer lenses or kinds, or a shorter window.`,
  );
}

export function checkSelectors(argument: string, count: number, least: number): void {
  const most = RADIUS_LIMITS.selectors;
  if (count >= least && count <= most) return;
  throw new BadInputError(
    argument,
    `${argument} holds ${count} and takes ${least} to ${most}.`,
    'Split the question.',
  );
}

/** Throws BadInputError where nothing is left to follow. */
function followedKinds(filter: Readonly<RelationshipKindFilter> | null | undefined): TraversedKind[] {
  const contextOnly = filter?.include?.find((kind) => !isTraversedKind(kind));
  if (contextOnly !== undefined) {
    throw new BadInputError(
      'input.kinds.include',
      `input.kinds.include names ${contextOnly}, which no lens follows.`,
      'Leave it out; traversalPolicy lists the kinds that carry impact, and neighborhood shows the others.',
    );
  }
  const kinds = TRAVERSED_KINDS.filter(
    (kind) =>
      (filter?.include == null || filter.include.includes(kind)) && filter?.exclude?.includes(kind) !== true,
  );
  if (kinds.length > 0) return kinds;
  throw new BadInputError(
    'input.kinds',
    'input.kinds leaves no relationship to follow.',
    'Include or keep at least one.',
  );
}

/** An end of a path. Throws BadInputError where no impact leads to it or from it. */
export function followedRef(argument: string, { label, key }: SelectedEntity): NodeRef {
  if (FOLLOWED_LABELS.includes(label)) return { label, key };
  throw new BadInputError(
    argument,
    `${argument} is a ${label}: its relationships are context only, and no impact follows them.`,
    'Name sessions, users, endpoints, API keys, files, hosts or MCP servers; neighborhood shows those near it.',
  );
}
