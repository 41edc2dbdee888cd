import type { Sensitivity } from '../events/event.js';
import {
  linkAgentsToProjects,
  linkEndpointsToHosts,
  linkFilesToRepositories,
  linkSandboxesToProjects,
  mergeAgents,
  mergeApiKeys,
  mergeEndpoints,
  mergeFiles,
  mergeHosts,
  mergeMcpServers,
  mergeModels,
  mergeProjects,
  mergeRepositories,
  mergeSandboxes,
  mergeTools,
  mergeUsers,
} from '../graph/catalogue/write.generated.js';
import type { WriteTransaction } from '../graph/graph.js';
import type { EntityLabel } from '../graph/model.js';
import type { Entity, EntityLink, Property } from './contributions.js';
import { higherLevel, LEVELS } from './relation-state.js';

/** One entity as all its mentions in a batch describe it. */
interface Mentioned {
  readonly entity: Entity;
  readonly seen: Set<string>;
  level: Sensitivity | null;
}

/** Merges the nodes that a batch mentions, label by label, keys in order so that writers never wait in a circle. */
export async function writeEntities(tx: WriteTransaction, entities: Iterable<Entity>): Promise<void> {
  const byLabel = gather(entities);
  // Statements are sent without waiting for one another: they run one after another in the transaction.
  await Promise.all([...byLabel].map(([label, mentioned]) => writeLabel(tx, label, mentioned)));
}

function gather(entities: Iterable<Entity>): Map<EntityLabel, readonly Mentioned[]> {
  const labels = new Map<EntityLabel, Map<string, Mentioned>>();
  for (const entity of entities) {
    const keys = labels.get(entity.label) ?? new Map<string, Mentioned>();
    labels.set(entity.label, keys);
    const known = keys.get(entity.key) ?? { entity, seen: new Set<string>(), level: null };
    keys.set(entity.key, known);
    for (const value of entity.seen ?? []) known.seen.add(value);
    if (entity.level !== undefined) known.level = higherLevel(known.level, entity.level);
  }
  return new Map(
    [...labels].map(([label, keys]) => [
      label,
      [...keys.values()].sort((a, b) => (a.entity.key < b.entity.key ? -1 : 1)),
    ]),
  );
}

async function writeLabel(
  tx: WriteTransaction,
  label: EntityLabel,
  mentioned: readonly Mentioned[],
): Promise<void> {
  const rows = <T>(row: (m: Mentioned, fixed: Fixed) => T): T[] =>
    mentioned.map((m) => row(m, new Fixed(m.entity.fixed)));
  const key = (m: Mentioned): string => m.entity.key;
  switch (label) {
    case 'User':
      await tx.run(mergeUsers, {
        rows: rows((m, fixed) => ({
          key: key(m),
          accountId: fixed.text('accountId'),
          emails: sorted(m.seen),
        })),
      });
      return;
    case 'Endpoint': {
      const endpoints = rows((m, fixed) => ({
        key: key(m),
        identity: fixed.text('identity') ?? '',
        name: fixed.text('name') ?? key(m),
        enrolmentId: fixed.text('enrolmentId'),
        hostName: fixed.text('hostName'),
        addresses: sorted(m.seen),
      }));
      await tx.run(mergeEndpoints, { rows: endpoints });
      await tx.run(linkEndpointsToHosts, {
        rows: endpoints.map(({ key: id, hostName, addresses }) => ({
          key: id,
          // A generic name is many machines: calling `localhost` is not calling every endpoint of that name.
          names: hostName !== null && id === `host:${hostName}` ? [hostName] : [],
          addresses,
        })),
      });
      return;
    }
    case 'ApiKey':
      await tx.run(mergeApiKeys, {
        rows: rows((m, fixed) => ({
          key: key(m),
          fingerprint: fixed.text('fingerprint'),
          hint: fixed.text('hint'),
          hintOnly: fixed.flag('hintOnly'),
          hints: sorted(m.seen),
        })),
      });
      return;
    case 'Agent':
      await tx.run(mergeAgents, {
        rows: rows((m, fixed) => ({
          key: key(m),
          name: fixed.text('name') ?? key(m),
          product: fixed.text('product') ?? '',
          project: fixed.text('project'),
          registered: fixed.flag('registered'),
        })),
      });
      return;
    case 'File':
      await tx.run(mergeFiles, {
        rows: rows((m, fixed) => ({
          key: key(m),
          path: fixed.text('path') ?? '',
          name: fixed.text('name') ?? '',
          place: fixed.text('place') ?? '',
          sensitivity: fixed.text('sensitivity') ?? 'NONE',
          sensitivityRule: fixed.text('sensitivityRule'),
          sensitivityMatched: fixed.text('sensitivityMatched'),
          takesRepositoryLevel: fixed.flag('takesRepositoryLevel'),
        })),
      });
      return;
    case 'Host':
      await tx.run(mergeHosts, {
        rows: rows((m, fixed) => ({
          key: key(m),
          name: fixed.text('name') ?? key(m),
          reach: fixed.text('reach'),
        })),
      });
      return;
    case 'Repository':
      await tx.run(mergeRepositories, {
        levels: LEVELS,
        rows: rows((m, fixed) => ({
          key: key(m),
          name: fixed.text('name') ?? key(m),
          remote: fixed.text('remote'),
          root: fixed.text('root'),
          sensitivity: m.level,
          ruleSensitivity: fixed.text('ruleSensitivity'),
          roots: sorted(m.seen),
        })),
      });
      return;
    case 'Sandbox':
      await tx.run(mergeSandboxes, {
        rows: rows((m, fixed) => ({
          key: key(m),
          name: fixed.text('name') ?? key(m),
          project: fixed.text('project'),
        })),
      });
      return;
    case 'Model':
    case 'Tool':
    case 'McpServer':
    case 'Project': {
      const merge = {
        Model: mergeModels,
        Tool: mergeTools,
        McpServer: mergeMcpServers,
        Project: mergeProjects,
      }[label];
      await tx.run(merge, {
        rows: rows((m, fixed) => ({ key: key(m), name: fixed.text('name') ?? key(m) })),
      });
      return;
    }
    case 'Session':
      throw new RangeError('Sessions are written by their own statements.');
    default:
      label satisfies never;
  }
}

/** Links between entities; both ends must be written. */
export async function writeLinks(tx: WriteTransaction, links: readonly EntityLink[]): Promise<void> {
  const of = (kind: EntityLink['kind']): EntityLink[] => links.filter((link) => link.kind === kind);
  const files = of('FILE_IN_REPOSITORY');
  const sandboxes = of('SANDBOX_IN_PROJECT');
  const agents = of('AGENT_IN_PROJECT');
  if (files.length > 0) {
    const rows = files.map((link) => ({ file: link.from, repository: link.to.key }));
    await tx.run(linkFilesToRepositories, { rows: rows.sort(by((row) => row.file)), levels: LEVELS });
  }
  if (sandboxes.length > 0) {
    await tx.run(linkSandboxesToProjects, {
      rows: sandboxes
        .map((link) => ({ sandbox: link.from, project: link.to.key }))
        .sort(by((row) => row.sandbox)),
    });
  }
  if (agents.length > 0) {
    await tx.run(linkAgentsToProjects, {
      rows: agents.map((link) => ({ agent: link.from, project: link.to.key })).sort(by((row) => row.agent)),
    });
  }
}

/** Reads fixed properties by type. */
class Fixed {
  readonly #properties: Readonly<Record<string, Property>>;

  constructor(properties: Readonly<Record<string, Property>>) {
    this.#properties = properties;
  }

  text(name: string): string | null {
    const value = this.#properties[name];
    return typeof value === 'string' ? value : null;
  }

  flag(name: string): boolean {
    return this.#properties[name] === true;
  }
}

function sorted(values: ReadonlySet<string>): string[] {
  return [...values].sort();
}

function by<T>(pick: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (pick(a) < pick(b) ? -1 : pick(a) > pick(b) ? 1 : 0);
}
