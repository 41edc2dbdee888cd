import {
  filesOfSessions,
  type FilesOfSessionsRow,
  hostsOfSessions,
  type HostsOfSessionsRow,
  serversOfSessions,
  type ServersOfSessionsRow,
  toolsOfSessions,
  type ToolsOfSessionsRow,
} from '../../graph/catalogue/read.generated.js';
import { globalId } from '../../graph/model.js';
import { cappedCount, type ConnectionOf, connectionOf, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { nameConditions } from '../entity/list-entities.js';
import { fileSource } from '../file/file.loader.js';
import type { File } from '../file/file.type.js';
import { Sensitivity } from '../file/sensitivity.js';
import { hostSource } from '../host/host.loader.js';
import type { Host } from '../host/host.type.js';
import { groupedByKey, type LoaderSpec } from '../loaders.js';
import { mcpServerSource } from '../mcp-server/mcp-server.loader.js';
import type { McpServer } from '../mcp-server/mcp-server.type.js';
import type { NodeSource } from '../node/node-directory.js';
import type { NodeObject } from '../node/node.type.js';
import { toolSource } from '../tool/tool.loader.js';
import type { Tool } from '../tool/tool.type.js';
import type { TouchArgs, TouchedFileArgs, TouchedFileFilter } from './session-touch.input.js';
import {
  FileAccess,
  type SessionFileEdge,
  type SessionHostEdge,
  type TouchEdge,
} from './session-touch.type.js';

/** Where untimed contacts stand in the order: after every time. As in the statements. */
const UNTIMED = Number.MAX_SAFE_INTEGER;

/** Arguments that sessions of one answer share, so that one statement serves them all. */
export interface TouchPage {
  readonly withSubagents: boolean;
  readonly afterAt: number | null;
  readonly afterKey: string | null;
  readonly limit: number;
}

export interface FilePage extends TouchPage {
  readonly kinds: readonly FileAccess[];
  readonly contains: string | null;
  readonly startsWith: string | null;
  readonly sensitivities: readonly Sensitivity[];
}

interface TouchRow {
  session: string;
  target: string;
  firstAt: number | null;
  lastAt: number | null;
  count: number;
  evidence: string[];
}

export const filesLoader: LoaderSpec<readonly FilesOfSessionsRow[], FilePage> = {
  name: 'files of sessions',
  load: async (context, keys, page) =>
    bySession(await context.graph.read(filesOfSessions, { ...page, keys }, context.read)),
  absent: () => [],
};

export const hostsLoader: LoaderSpec<readonly HostsOfSessionsRow[], TouchPage> = {
  name: 'hosts of sessions',
  load: async (context, keys, page) =>
    bySession(await context.graph.read(hostsOfSessions, { ...page, keys }, context.read)),
  absent: () => [],
};

export const toolsLoader: LoaderSpec<readonly ToolsOfSessionsRow[], TouchPage> = {
  name: 'tools of sessions',
  load: async (context, keys, page) =>
    bySession(await context.graph.read(toolsOfSessions, { ...page, keys }, context.read)),
  absent: () => [],
};

export const serversLoader: LoaderSpec<readonly ServersOfSessionsRow[], TouchPage> = {
  name: 'servers of sessions',
  load: async (context, keys, page) =>
    bySession(await context.graph.read(serversOfSessions, { ...page, keys }, context.read)),
  absent: () => [],
};

function bySession<Row extends TouchRow>(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  return groupedByKey(
    rows,
    (row) => row.session,
    (row) => row,
  );
}

export function toolsOf(
  context: GraphContext,
  session: string,
  args: Readonly<TouchArgs>,
): Promise<ConnectionOf<Tool, TouchEdge<Tool>>> {
  return touchConnection(
    context,
    session,
    args,
    null,
    toolSource,
    (page) => context.loaders.load(toolsLoader, session, page),
    () => ({}),
  );
}

export function serversOf(
  context: GraphContext,
  session: string,
  args: Readonly<TouchArgs>,
): Promise<ConnectionOf<McpServer, TouchEdge<McpServer>>> {
  const load = (page: TouchPage): Promise<readonly ServersOfSessionsRow[]> =>
    context.loaders.load(serversLoader, session, page);
  return touchConnection(context, session, args, null, mcpServerSource, load, () => ({}));
}

export function hostsOf(
  context: GraphContext,
  session: string,
  args: Readonly<TouchArgs>,
): Promise<ConnectionOf<Host, SessionHostEdge>> {
  const load = (page: TouchPage): Promise<readonly HostsOfSessionsRow[]> =>
    context.loaders.load(hostsLoader, session, page);
  return touchConnection(context, session, args, null, hostSource, load, ({ gitOnly }) => ({ gitOnly }));
}

export function filesOf(
  context: GraphContext,
  session: string,
  args: Readonly<TouchedFileArgs>,
): Promise<ConnectionOf<File, SessionFileEdge>> {
  const filter = fileConditions(context, args.filter);
  const load = (page: TouchPage): Promise<readonly FilesOfSessionsRow[]> =>
    context.loaders.load(filesLoader, session, { ...page, ...filter });
  return touchConnection(context, session, args, filter, fileSource, load, ({ kinds }) => ({
    access: accessOf(kinds),
  }));
}

/** What a filter narrows the files of a session to; everything where there is none. */
export function fileConditions(
  context: GraphContext,
  filter: Readonly<TouchedFileFilter> | null | undefined,
): Omit<FilePage, keyof TouchPage> {
  return {
    ...nameConditions(context, filter?.path),
    kinds: filter?.access ?? Object.values(FileAccess),
    sensitivities: filter?.sensitivity ?? Object.values(Sensitivity),
  };
}

export function accessOf(kinds: readonly string[]): FileAccess[] {
  return Object.values(FileAccess).filter((access) => kinds.includes(access));
}

/** A page of what a session touched, in the order of first contact; the same page of other sessions comes with it. */
async function touchConnection<T extends NodeObject, Row extends TouchRow, Extra extends object>(
  context: GraphContext,
  session: string,
  args: Readonly<TouchArgs>,
  filter: object | null,
  source: NodeSource<T>,
  load: (page: TouchPage) => Promise<readonly Row[]>,
  extraOf: (row: Row) => Extra,
): Promise<ConnectionOf<T, TouchEdge<T> & Extra>> {
  const withSubagents = args.includeSubagents;
  const page = pageOf(
    context,
    args,
    new CursorCodec('touches', source.label, session, filter, withSubagents),
  );
  const [afterAt, afterKey] = touchPosition(page.after);
  const rows = await load({ withSubagents, afterAt, afterKey, limit: page.limit });
  const nodes = await Promise.all(rows.map((row) => context.loaders.load(source.loader, row.target)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const node = nodes[position] ?? null;
      return node === null ? [] : [{ row, node }];
    }),
    positionOf: ({ row }) => [row.firstAt ?? UNTIMED, row.target],
    edgeOf: ({ row, node }, cursor) => ({
      cursor,
      node,
      firstAt: row.firstAt,
      lastAt: row.lastAt,
      count: row.count,
      evidence: [...new Set(row.evidence)].map((key) => globalId('Event', key)),
      ...extraOf(row),
    }),
    count: async () => {
      const { countCap } = context.limits;
      const all = await load({ withSubagents, afterAt: null, afterKey: null, limit: countCap + 1 });
      return cappedCount(all.length, countCap);
    },
  });
}

function touchPosition(after: Position | null): [number, string] | [null, null] {
  if (after === null) return [null, null];
  const [firstAt, target] = after;
  if (after.length !== 2 || typeof firstAt !== 'number' || typeof target !== 'string') throw malformed();
  return [firstAt, target];
}
