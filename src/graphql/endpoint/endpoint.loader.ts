import { endpointsByKey, type EndpointsByKeyRow } from '../../graph/catalogue/read.generated.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Endpoint } from './endpoint.type.js';
import { toEndpointIdentity, toEndpointTrust } from './endpoint-trust.js';

const endpointLoader: LoaderSpec<Endpoint | null> = {
  name: 'endpoints by key',
  async load(context, keys) {
    const rows = await context.graph.read(endpointsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toEndpoint);
  },
  absent: () => null,
};

export const endpointSource: NodeSource<Endpoint> = { label: 'Endpoint', loader: endpointLoader };

function toEndpoint(row: EndpointsByKeyRow): Endpoint {
  return {
    ...nodeBase('Endpoint', row.key),
    name: row.name,
    hostName: row.hostName,
    enrolmentId: row.enrolmentId,
    addresses: row.addresses,
    identity: toEndpointIdentity(row.identity),
    trust: toEndpointTrust(row.trust),
  };
}
