import 'reflect-metadata';

import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';

import { agentSource } from './agent/agent.loader.js';
import { AgentResolver } from './agent/agent.resolver.js';
import { apiKeySource } from './api-key/api-key.loader.js';
import { ApiKeyResolver } from './api-key/api-key.resolver.js';
import { BlastRadiusResolver, RadiusLimitsResolver } from './blast-radius/blast-radius.resolver.js';
import { ContainmentLimitsResolver, ContainmentResolver } from './containment/containment.resolver.js';
import { endpointSource } from './endpoint/endpoint.loader.js';
import { EndpointResolver } from './endpoint/endpoint.resolver.js';
import { eventSource } from './event/event.loader.js';
import { EventRecordResolver, EventResolver, TimelineResolver } from './event/event.resolver.js';
import { fileSource } from './file/file.loader.js';
import { FileResolver } from './file/file.resolver.js';
import { hostSource } from './host/host.loader.js';
import { HostResolver } from './host/host.resolver.js';
import { IngestEventsResolver } from './ingest-events/ingest-events.resolver.js';
import { IngestStatusResolver } from './ingest-status/ingest-status.resolver.js';
import { LimitsResolver } from './limits/limits.resolver.js';
import { mcpServerSource } from './mcp-server/mcp-server.loader.js';
import { McpServerResolver } from './mcp-server/mcp-server.resolver.js';
import { modelSource } from './model/model.loader.js';
import { ModelResolver } from './model/model.resolver.js';
import { NeighborhoodResolver } from './neighborhood/neighborhood.resolver.js';
import type { NodeSource } from './node/node-directory.js';
import { NodeResolver } from './node/node.resolver.js';
import { applyOneOf } from './one-of.js';
import { PathLimitsResolver, PathsResolver } from './paths/paths.resolver.js';
import { projectSource } from './project/project.loader.js';
import { ProjectResolver } from './project/project.resolver.js';
import { RankingResolver } from './ranking/ranking.resolver.js';
import { SessionScoreResolver } from './ranking/session-score.resolver.js';
import { rejectSource } from './reject/reject.loader.js';
import { RejectResolver } from './reject/reject.resolver.js';
import { repositorySource } from './repository/repository.loader.js';
import { RepositoryResolver } from './repository/repository.resolver.js';
import { sandboxSource } from './sandbox/sandbox.loader.js';
import { SandboxResolver } from './sandbox/sandbox.resolver.js';
import { SearchResolver } from './search/search.resolver.js';
import { SessionQueryResolver } from './session/session-query.resolver.js';
import { sessionSource } from './session/session.loader.js';
import { SessionResolver } from './session/session.resolver.js';
import { SessionTouchResolver } from './session-touch/session-touch.resolver.js';
import { keyClusterSource } from './shared-keys/key-cluster.loader.js';
import {
  ApiKeySharingResolver,
  KeyClusterResolver,
  KeyReasonResolver,
} from './shared-keys/shared-keys.resolver.js';
import { signalSource } from './signal/signal.loader.js';
import { SessionSignalsResolver, SignalResolver } from './signal/signal.resolver.js';
import { toolSource } from './tool/tool.loader.js';
import { ToolResolver } from './tool/tool.resolver.js';
import { SessionTopologyResolver, TopologyResolver } from './topology/topology.resolver.js';
import { TraversalPolicyResolver } from './traversal-policy/traversal-policy.resolver.js';
import { userSource } from './user/user.loader.js';
import { UserResolver } from './user/user.resolver.js';

/** Every resolver class of the API: a new question adds a line. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- type-graphql takes classes as functions
const resolvers: NonEmptyArray<Function> = [
  AgentResolver,
  ApiKeyResolver,
  ApiKeySharingResolver,
  BlastRadiusResolver,
  ContainmentLimitsResolver,
  ContainmentResolver,
  EndpointResolver,
  EventRecordResolver,
  EventResolver,
  FileResolver,
  HostResolver,
  IngestEventsResolver,
  IngestStatusResolver,
  KeyClusterResolver,
  KeyReasonResolver,
  LimitsResolver,
  McpServerResolver,
  ModelResolver,
  NeighborhoodResolver,
  NodeResolver,
  PathLimitsResolver,
  PathsResolver,
  ProjectResolver,
  RadiusLimitsResolver,
  RankingResolver,
  RejectResolver,
  RepositoryResolver,
  SandboxResolver,
  SearchResolver,
  SessionQueryResolver,
  SessionResolver,
  SessionScoreResolver,
  SessionSignalsResolver,
  SessionTopologyResolver,
  SessionTouchResolver,
  SignalResolver,
  TimelineResolver,
  ToolResolver,
  TopologyResolver,
  TraversalPolicyResolver,
  UserResolver,
];

/** Every label that `node(id)` knows: a new kind of node adds a line. */
export const nodeSources: readonly NodeSource[] = [
  sessionSource,
  userSource,
  endpointSource,
  agentSource,
  modelSource,
  apiKeySource,
  fileSource,
  hostSource,
  toolSource,
  mcpServerSource,
  repositorySource,
  projectSource,
  sandboxSource,
  eventSource,
  signalSource,
  keyClusterSource,
  rejectSource,
];

/** Builds the executable schema from the decorated classes. Nothing is read or written. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, validate: false, emitSchemaFile: false });
  applyOneOf(schema);
  return schema;
}
