import { linksOfSessions, type LinksOfSessionsRow } from '../../graph/catalogue/read.generated.js';
import type { EntityKind } from '../../graph/model.js';
import type { Agent } from '../agent/agent.type.js';
import { agentSource } from '../agent/agent.loader.js';
import type { GraphContext } from '../context.js';
import { groupedByKey, type LoaderSpec } from '../loaders.js';
import type { NodeSource } from '../node/node-directory.js';
import type { NodeObject } from '../node/node.type.js';
import type { Project } from '../project/project.type.js';
import { projectSource } from '../project/project.loader.js';
import { sandboxSource } from '../sandbox/sandbox.loader.js';
import type { SessionAgent } from './session-agent.type.js';

/** Kinds of which a session has few: one statement fetches them all for a page of sessions. */
export type LinkKind = Extract<
  EntityKind,
  'RUN_BY' | 'RAN_ON' | 'USED_KEY' | 'RAN_AS' | 'USED_MODEL' | 'IN_REPOSITORY' | 'IN_SANDBOX'
>;

const linksLoader: LoaderSpec<readonly LinksOfSessionsRow[]> = {
  name: 'links of sessions',
  async load(context, keys) {
    const rows = await context.graph.read(linksOfSessions, { keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.session,
      (row) => row,
    );
  },
  absent: () => [],
};

/** A session's relationships of one kind: its own before those of its subagents, the most used first. */
export async function linksOf(
  context: GraphContext,
  session: string,
  kind: LinkKind,
): Promise<readonly LinksOfSessionsRow[]> {
  const links = await context.loaders.load(linksLoader, session);
  return links.filter((link) => link.kind === kind);
}

/** What a session is related to by one kind, in the order of `linksOf`. */
export async function linkedTo<T extends NodeObject>(
  context: GraphContext,
  session: string,
  kind: LinkKind,
  source: NodeSource<T>,
): Promise<T[]> {
  const links = await linksOf(context, session, kind);
  const nodes = await Promise.all(links.map((link) => context.loaders.load(source.loader, link.target)));
  return nodes.filter((node): node is Awaited<T> => node !== null);
}

/** The first that `linkedTo` gives; null where there is none. */
export async function mainLinkedTo<T extends NodeObject>(
  context: GraphContext,
  session: string,
  kind: LinkKind,
  source: NodeSource<T>,
): Promise<T | null> {
  const [link] = await linksOf(context, session, kind);
  return link === undefined ? null : context.loaders.load(source.loader, link.target);
}

/** The agent that a session ran as, with the version it ran in. */
export async function agentOf(context: GraphContext, session: string): Promise<SessionAgent | null> {
  const [link] = await linksOf(context, session, 'RAN_AS');
  const agent: Agent | null =
    link === undefined ? null : await context.loaders.load(agentSource.loader, link.target);
  if (link === undefined || agent === null) return null;
  return { name: agent.name, product: agent.product, version: link.version, agent };
}

/** The project of a session's sandbox, or else of its agent. */
export async function projectOf(context: GraphContext, session: string): Promise<Project | null> {
  const sandbox = await mainLinkedTo(context, session, 'IN_SANDBOX', sandboxSource);
  const agent = await mainLinkedTo(context, session, 'RAN_AS', agentSource);
  const project = sandbox?.project ?? agent?.project ?? null;
  return project === null ? null : context.loaders.load(projectSource.loader, project);
}
