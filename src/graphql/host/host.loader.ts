import { endpointsOfHosts, hostsByKey, type HostsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Host } from './host.type.js';
import { toHostReach } from './host-reach.js';

const hostLoader: LoaderSpec<Host | null> = {
  name: 'hosts by key',
  async load(context, keys) {
    const rows = await context.graph.read(hostsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toHost);
  },
  absent: () => null,
};

export const hostSource: NodeSource<Host> = { label: 'Host', loader: hostLoader };

/** The key of the endpoint that each host is. */
export const endpointOfHostLoader: LoaderSpec<string | null> = {
  name: 'endpoints of hosts',
  async load(context, keys) {
    const rows = await context.graph.read(endpointsOfHosts, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.host,
      (row) => row.endpoint,
    );
  },
  absent: () => null,
};

function toHost(row: HostsByKeyRow): Host {
  return {
    ...nodeBase('Host', row.key),
    name: row.key,
    reach: toHostReach(row.reach),
  };
}
