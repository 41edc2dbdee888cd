import { type BlastRadiusRequest, RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { CONTAINMENT_LIMITS } from '../../traversal/containment.js';
import {
  CONTAINMENT_KINDS,
  type ContainmentAction,
  type ContainmentKind,
} from '../../traversal/containment-action.js';
import type { PlanRequest } from '../../traversal/containment-plan.js';
import { BEGINNING } from '../../traversal/radius-graph.js';
import { radiusRequest } from '../blast-radius/radius-request.js';
import type { GraphContext } from '../context.js';
import { BadInputError, NotFoundError } from '../errors.js';
import { resolveSelector, resolveSelectors } from '../selector/resolve-selector.js';
import type { EntitySelector } from '../selector/selector.input.js';
import type { ContainmentActionInput, ContainmentCosts, RadiusOptions } from './containment.input.js';

export interface SimulationRequest {
  readonly radius: BlastRadiusRequest;
  readonly actions: readonly ContainmentAction[];
}

/** What is to be simulated. Every limit is checked before anything is read. Throws BadInputError, NotFoundError. */
export async function simulationRequest(
  context: GraphContext,
  from: readonly EntitySelector[],
  actions: readonly ContainmentActionInput[],
  options: RadiusOptions | null,
): Promise<SimulationRequest> {
  checkCount('actions', actions.length, CONTAINMENT_LIMITS.actions);
  const radius = await forwardRequest(context, from, options);
  const resolved = await Promise.all(
    actions.map((action, position) => resolveAction(context, action, `actions[${position}]`, radius.asOf)),
  );
  return { radius, actions: resolved };
}

/** What is to be planned. Every limit is checked before anything is read. Throws BadInputError, NotFoundError. */
export async function planRequest(
  context: GraphContext,
  from: readonly EntitySelector[],
  protect: readonly EntitySelector[],
  options: RadiusOptions | null,
  {
    actFrom,
    allowed,
    costs,
  }: {
    readonly actFrom: number | null;
    readonly allowed: readonly ContainmentKind[] | null;
    readonly costs: ContainmentCosts | null;
  },
): Promise<PlanRequest> {
  checkCount('protect', protect.length, CONTAINMENT_LIMITS.protect);
  if (allowed?.length === 0) {
    throw new BadInputError(
      'allowed',
      'allowed is empty.',
      'Name a kind of action, or leave it out for all.',
    );
  }
  const baseCosts = checkedCosts(costs, allowed);
  const radius = await forwardRequest(context, from, options);
  const targets = await resolveSelectors(context, protect, 'protect');
  return {
    radius,
    protect: targets.map(({ label, key }) => ({ label, key })),
    from: actFrom ?? BEGINNING,
    baseCosts,
  };
}

/** The radius, in the terms of these operations: `radiusRequest` names arguments as blastRadius has them. */
async function forwardRequest(
  context: GraphContext,
  from: readonly EntitySelector[],
  options: RadiusOptions | null,
): Promise<BlastRadiusRequest> {
  const { maxHops, maxNodes, maxEdges, timeoutMs } = RADIUS_LIMITS;
  try {
    return await radiusRequest(context, {
      from: [...from],
      direction: 'FORWARD',
      lenses: options?.lenses ?? null,
      since: options?.since ?? null,
      until: options?.until ?? null,
      asOf: options?.asOf ?? null,
      maxHops: options?.maxHops ?? maxHops.default,
      maxNodes: options?.maxNodes ?? maxNodes.default,
      maxEdges: options?.maxEdges ?? maxEdges.default,
      kinds: options?.kinds ?? null,
      reincludeHubs: options?.reincludeHubs ?? null,
      timeoutMs: options?.timeoutMs ?? timeoutMs.default,
    });
  } catch (error) {
    throw inOwnTerms(error);
  }
}

function inOwnTerms(error: unknown): unknown {
  const own = (text: string): string => text.replaceAll('input.from', 'from').replaceAll('input.', 'radius.');
  if (error instanceof BadInputError) {
    return new BadInputError(own(error.argument), own(error.message), own(error.nextStep), error.facts);
  }
  if (error instanceof NotFoundError) {
    const renamed = new NotFoundError(own(error.argument), '', error.nextStep);
    renamed.message = error.message;
    return renamed;
  }
  return error;
}

/** Exactly one field is set: @oneOf is checked before any resolver runs. */
async function resolveAction(
  context: GraphContext,
  input: ContainmentActionInput,
  argument: string,
  asOf: number,
): Promise<ContainmentAction> {
  const { revokeKey, killSession, blockHost, isolateEndpoint, disableServer, quarantineFile } = input;
  const resolve = async (
    kind: ContainmentKind,
    from: number | null | undefined,
    selector: EntitySelector,
    field: string,
  ): Promise<ContainmentAction> => {
    const { label, key } = await resolveSelector(context, selector, `${argument}.${field}`);
    return { kind, target: { label, key }, from: from ?? asOf };
  };
  if (revokeKey != null)
    return resolve('REVOKE_KEY', revokeKey.from, { apiKey: revokeKey.apiKey }, 'revokeKey');
  if (killSession != null)
    return resolve('KILL_SESSION', killSession.from, { session: killSession.session }, 'killSession');
  if (blockHost != null) return resolve('BLOCK_HOST', blockHost.from, { host: blockHost.host }, 'blockHost');
  if (isolateEndpoint != null) {
    const { from, endpoint } = isolateEndpoint;
    return resolve('ISOLATE_ENDPOINT', from, { endpoint }, 'isolateEndpoint');
  }
  if (disableServer != null)
    return resolve(
      'DISABLE_SERVER',
      disableServer.from,
      { mcpServer: disableServer.mcpServer },
      'disableServer',
    );
  if (quarantineFile != null)
    return resolve('QUARANTINE_FILE', quarantineFile.from, { file: quarantineFile.file }, 'quarantineFile');
  throw new BadInputError(argument, `${argument} names no action.`, 'Set exactly one of its fields.');
}

function checkCount(argument: string, count: number, most: number): void {
  if (count >= 1 && count <= most) return;
  throw new BadInputError(
    argument,
    `${argument} holds ${count} and takes 1 to ${most}.`,
    'Split the question.',
  );
}

/** What an action may cost besides the sessions that it cuts. */
const MOST_COST = 1_000_000;

const COST_FIELDS: Readonly<Record<ContainmentKind, keyof ContainmentCosts>> = {
  REVOKE_KEY: 'revokeKey',
  KILL_SESSION: 'killSession',
  BLOCK_HOST: 'blockHost',
  ISOLATE_ENDPOINT: 'isolateEndpoint',
  DISABLE_SERVER: 'disableServer',
  QUARANTINE_FILE: 'quarantineFile',
};

function checkedCosts(
  costs: ContainmentCosts | null,
  allowed: readonly ContainmentKind[] | null,
): Map<ContainmentKind, number> {
  const kinds = CONTAINMENT_KINDS.filter((kind) => allowed === null || allowed.includes(kind));
  return new Map(
    kinds.map((kind) => {
      const field = COST_FIELDS[kind];
      const cost = costs?.[field] ?? 1;
      if (cost >= 1 && cost <= MOST_COST) return [kind, cost];
      throw new BadInputError(
        `costs.${field}`,
        `costs.${field} is ${cost} and must be from 1 to ${MOST_COST}.`,
        'Use costs relative to each other; leave a kind out of allowed to do without it.',
      );
    }),
  );
}
