import type {
  AgentRef,
  ApiKeyRef,
  EndpointRef,
  EventContext,
  RepositoryRef,
  SessionRef,
} from '../../src/events/event.js';
import type { EntityLabel } from '../../src/graph/model.js';
import {
  agentKey,
  apiKeyKey,
  endpointKey,
  filePlace,
  repositoryKey,
  repositoryName,
  userKey,
} from '../../src/ingest/entity-keys.js';
import { fileSensitivity } from '../../src/sensitivity/file-rules.js';
import { hostReach } from '../../src/sensitivity/host-reach.js';

export type PropertyValue = string | number | boolean | readonly string[] | readonly number[];
export type Properties = Readonly<Record<string, PropertyValue>>;

/** A node as it is stored, `key` aside. What is not known is left out. */
export interface NodeRow {
  readonly label: EntityLabel;
  readonly key: string;
  readonly properties: Properties;
}

export function userNode(email: string): NodeRow {
  return { label: 'User', key: userKey({ email, basis: 'LOGIN' }), properties: { email, emails: [email] } };
}

export function endpointNode(endpoint: EndpointRef, context: EventContext, session: SessionRef): NodeRow {
  const { enrolmentId, hostName = '', address = '' } = endpoint;
  return {
    label: 'Endpoint',
    key: endpointKey(endpoint, context, session) ?? '',
    properties: {
      name: hostName,
      hostName,
      addresses: [address],
      ...(enrolmentId === undefined
        ? { identity: 'HOST_NAME', trust: 'KNOWN' }
        : { identity: 'ENROLMENT', trust: 'MANAGED', enrolmentId }),
    },
  };
}

export function apiKeyNode(apiKey: ApiKeyRef): NodeRow {
  const { fingerprint = '', hint = '' } = apiKey;
  return {
    label: 'ApiKey',
    key: apiKeyKey(apiKey) ?? '',
    properties: { fingerprint, hint, hints: [hint], hintOnly: false },
  };
}

export function agentNode(agent: AgentRef): NodeRow {
  return {
    label: 'Agent',
    key: agentKey(agent),
    properties: { name: agent.name ?? agent.product, product: agent.product, registered: false },
  };
}

export function repositoryNode(
  repository: RepositoryRef,
  context: EventContext,
  session: SessionRef,
): NodeRow {
  const { remote = '', sensitivity } = repository;
  return {
    label: 'Repository',
    key: repositoryKey(repository, context, session) ?? '',
    properties: {
      name: repositoryName(repository),
      remote,
      ...(sensitivity === undefined ? {} : { sensitivity }),
    },
  };
}

export function fileNode(path: string, context: EventContext, session: SessionRef): NodeRow {
  const place = filePlace({ kind: 'READ', path, basis: 'TOOL_INPUT', confidence: 'HIGH' }, context, session);
  const { level, rule, matched } = fileSensitivity(path, context.repository?.sensitivity ?? null);
  return {
    label: 'File',
    key: place.key,
    properties: {
      path,
      name: path.split('/').at(-1) ?? path,
      place: place.place,
      sensitivity: level,
      ...(rule === null ? {} : { sensitivityRule: rule }),
      ...(matched === null ? {} : { sensitivityMatched: matched }),
    },
  };
}

export function hostNode(host: string): NodeRow {
  const reach = hostReach(host);
  return { label: 'Host', key: host, properties: { name: host, ...(reach === null ? {} : { reach }) } };
}

export function namedNode(label: 'Model' | 'Tool' | 'McpServer', name: string): NodeRow {
  return { label, key: name, properties: { name } };
}
