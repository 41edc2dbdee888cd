import { signalQueries } from '../../graph/catalogue/signals.generated.js';
import {
  touchCountsOfSessions,
  type TouchCountsOfSessionsRow,
} from '../../graph/catalogue/read.generated.js';
import { agentSource } from '../agent/agent.loader.js';
import { apiKeySource } from '../api-key/api-key.loader.js';
import { checkFirst } from '../connection.js';
import type { GraphContext } from '../context.js';
import { endpointSource } from '../endpoint/endpoint.loader.js';
import { fileSource } from '../file/file.loader.js';
import { SENSITIVE } from '../file/sensitivity.js';
import { hostSource } from '../host/host.loader.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { mcpServerSource } from '../mcp-server/mcp-server.loader.js';
import { modelSource } from '../model/model.loader.js';
import type { NodeSource } from '../node/node-directory.js';
import type { NodeObject } from '../node/node.type.js';
import { type LinkKind, linksOf } from '../session/session-links.loader.js';
import {
  accessOf,
  fileConditions,
  filesLoader,
  hostsLoader,
  serversLoader,
  toolsLoader,
  type TouchPage,
} from '../session-touch/session-touch.js';
import { signalSource, signalsOfSessionsLoader } from '../signal/signal.loader.js';
import { toolSource } from '../tool/tool.loader.js';
import { userSource } from '../user/user.loader.js';
import type { TopologyLane, TopologyNode, TopologyRole } from './topology.type.js';

const touchCountsLoader: LoaderSpec<Omit<TouchCountsOfSessionsRow, 'session'>> = {
  name: 'touch counts of sessions',
  async load(context, keys) {
    const rows = await context.graph.read(touchCountsOfSessions, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.session,
      (row) => row,
    );
  },
  absent: () => ({ tools: 0, servers: 0, files: 0, sensitiveFiles: 0, hosts: 0 }),
};

/** An entry whose node is still to be fetched. */
interface Entry {
  readonly role: TopologyRole;
  readonly source: NodeSource;
  readonly key: string;
  readonly note: (node: NodeObject) => string;
}

/** Signals that open an alert. */
const ALERT_CODES: ReadonlySet<string> = new Set(
  signalQueries.filter(({ signal }) => signal.alert).map(({ signal }) => signal.code),
);

/** Who acted: users, agents, endpoints. */
export async function actorChain(
  context: GraphContext,
  session: string,
  first: number,
): Promise<TopologyLane> {
  checkFirst(first, context.limits.maxFirst);
  const entries = [
    ...(await linkEntries(
      context,
      session,
      'RUN_BY',
      'USER',
      userSource,
      (link) => `known by ${words(link.basis)}`,
    )),
    ...(await linkEntries(context, session, 'RAN_AS', 'AGENT', agentSource, (link) =>
      versionNote(link.version),
    )),
    ...(await linkEntries(
      context,
      session,
      'RAN_ON',
      'ENDPOINT',
      endpointSource,
      (link) => `known by ${words(link.basis)}`,
    )),
  ];
  return lane(context, entries.slice(0, first), entries.length);
}

/** With what: models, keys, tools and servers. */
export async function executionStack(
  context: GraphContext,
  session: string,
  first: number,
): Promise<TopologyLane> {
  checkFirst(first, context.limits.maxFirst);
  const page = firstPage(first);
  const [models, keys, tools, servers, counts] = await Promise.all([
    linkEntries(context, session, 'USED_MODEL', 'MODEL', modelSource, (link) => times(link.count, 'request')),
    linkEntries(context, session, 'USED_KEY', 'KEY', apiKeySource, (link) => `known by ${words(link.basis)}`),
    context.loaders.load(toolsLoader, session, page),
    context.loaders.load(serversLoader, session, page),
    context.loaders.load(touchCountsLoader, session),
  ]);
  const entries: Entry[] = [
    ...models,
    ...keys,
    ...tools.map((row) => entry('TOOL_PATH', toolSource, row.target, times(row.count, 'call'))),
    ...servers.map((row) => entry('MCP_SERVER', mcpServerSource, row.target, times(row.count, 'call'))),
  ];
  return lane(context, entries.slice(0, first), models.length + keys.length + counts.tools + counts.servers);
}

/** On what: files read and edited, hosts called. */
export async function touchedAssets(
  context: GraphContext,
  session: string,
  first: number,
): Promise<TopologyLane> {
  checkFirst(first, context.limits.maxFirst);
  const page = firstPage(first);
  const [files, hosts, counts] = await Promise.all([
    context.loaders.load(filesLoader, session, { ...page, ...fileConditions(context, null) }),
    context.loaders.load(hostsLoader, session, page),
    context.loaders.load(touchCountsLoader, session),
  ]);
  const entries: Entry[] = [
    ...files.map((row) => {
      const wrote = accessOf(row.kinds).includes('WROTE');
      return entry(wrote ? 'EDITED' : 'READ', fileSource, row.target, times(row.count, 'contact'));
    }),
    ...hosts.map((row) => entry('OUTBOUND_CALL', hostSource, row.target, times(row.count, 'call'))),
  ];
  return lane(context, entries.slice(0, first), counts.files + counts.hosts);
}

/** What is risky: sensitive files that a rule matched, the cost slope, open alerts. The last two always stand there. */
export async function riskLens(context: GraphContext, session: string, first: number): Promise<TopologyLane> {
  checkFirst(first, context.limits.maxFirst);
  const conditions = { ...fileConditions(context, null), sensitivities: SENSITIVE };
  const [files, counts, signals] = await Promise.all([
    context.loaders.load(filesLoader, session, { ...firstPage(first), ...conditions }),
    context.loaders.load(touchCountsLoader, session),
    context.loaders.load(signalsOfSessionsLoader, session),
  ]);
  const alerts = signals.filter(({ code }) => ALERT_CODES.has(code));
  const entries: (Entry | TopologyNode)[] = [
    // An open alert is never cut in favour of a file.
    ...alerts.map((row) => entry('ALERT_STATE', signalSource, row.signal, `${words(row.code)} open`)),
    ...files.map((row) => entry('SENSITIVE_FILE_RULE', fileSource, row.target, matchedNote)),
    statement('COST_SLOPE', 'unknown: no baseline'),
    ...(alerts.length > 0 ? [] : [statement('ALERT_STATE', 'none open')]),
  ];
  return lane(context, entries.slice(0, first), counts.sensitiveFiles + Math.max(1, alerts.length) + 1);
}

function firstPage(first: number): TouchPage {
  return { withSubagents: true, afterAt: null, afterKey: null, limit: first };
}

async function linkEntries(
  context: GraphContext,
  session: string,
  kind: LinkKind,
  role: TopologyRole,
  source: NodeSource,
  note: (link: Awaited<ReturnType<typeof linksOf>>[number]) => string,
): Promise<Entry[]> {
  const links = await linksOf(context, session, kind);
  return links.map((link) => entry(role, source, link.target, note(link)));
}

function entry(role: TopologyRole, source: NodeSource, key: string, note: string | Entry['note']): Entry {
  return { role, source, key, note: typeof note === 'string' ? () => note : note };
}

function statement(role: TopologyRole, note: string): TopologyNode {
  return { role, node: null, note };
}

async function lane(
  context: GraphContext,
  shown: readonly (Entry | TopologyNode)[],
  total: number,
): Promise<TopologyLane> {
  const nodes = await Promise.all(
    shown.map(async (item): Promise<TopologyNode[]> => {
      if ('node' in item) return [item];
      const node = await context.loaders.load(item.source.loader, item.key);
      return node === null ? [] : [{ role: item.role, node, note: item.note(node) }];
    }),
  );
  const hasMore = total > shown.length;
  return { total, nodes: nodes.flat(), hasMore, cutBy: hasMore ? 'FIRST' : null };
}

function matchedNote(node: NodeObject): string {
  const { sensitivityMatched, name } = node as NodeObject & {
    sensitivityMatched?: string | null;
    name?: string;
  };
  return `matched ${sensitivityMatched ?? name ?? 'a rule'}`;
}

function versionNote(version: string | null): string {
  return version === null ? 'version not reported' : `version ${version}`;
}

function times(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** A code as words: HOST_NAME as host name. */
function words(code: string | null): string {
  return code === null ? 'an unnamed source' : code.toLowerCase().replaceAll('_', ' ');
}
