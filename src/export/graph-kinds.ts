import {
  exportAgentInProject,
  exportAgents,
  exportApiKeyInCluster,
  exportApiKeys,
  exportDemoDays,
  exportEndpoints,
  exportEventHasRecord,
  exportEvents,
  exportFileInRepository,
  exportFiles,
  exportHostIs,
  exportHosts,
  exportImportedFiles,
  exportKeyClusters,
  exportMcpServers,
  exportModels,
  exportProjects,
  exportRejects,
  exportRepositories,
  exportSandboxes,
  exportSandboxInProject,
  exportSessionCalled,
  exportSessionContinued,
  exportSessionHasEvent,
  exportSessionInRepository,
  exportSessionInSandbox,
  exportSessionRaised,
  exportSessionRanAs,
  exportSessionRanOn,
  exportSessionRead,
  exportSessionRunBy,
  exportSessions,
  exportSessionSpawned,
  exportSessionUsedKey,
  exportSessionUsedModel,
  exportSessionUsedServer,
  exportSessionUsedTool,
  exportSessionWrote,
  exportSignals,
  exportTools,
  exportUsers,
} from '../graph/catalogue/read.generated.js';
import type { ReadQuery } from '../graph/query.js';

export interface NodeRow {
  readonly key: string;
  readonly properties: unknown;
}

export interface RelationshipRow {
  readonly from: string;
  readonly to: string;
  readonly properties: unknown;
}

/** Nodes of one label. Records have a statement of their own: their payloads may be large. */
interface NodeKind {
  readonly label: string;
  readonly query: ReadQuery<{ afterKey: string; limit: number }, NodeRow>;
}

/** Relationships of one type between two labels. `by`: which end they are ordered by; `to` where each has but one. */
interface RelationshipKind {
  readonly from: string;
  readonly type: string;
  readonly to: string;
  readonly pages:
    | {
        readonly by: 'from';
        readonly query: ReadQuery<{ fromKey: string; toKey: string; limit: number }, RelationshipRow>;
      }
    | { readonly by: 'to'; readonly query: ReadQuery<{ toKey: string; limit: number }, RelationshipRow> };
}

/** In the order in which an export has them; records follow. */
export const NODE_KINDS: readonly NodeKind[] = [
  { label: 'Session', query: exportSessions },
  { label: 'User', query: exportUsers },
  { label: 'Endpoint', query: exportEndpoints },
  { label: 'Agent', query: exportAgents },
  { label: 'Model', query: exportModels },
  { label: 'ApiKey', query: exportApiKeys },
  { label: 'File', query: exportFiles },
  { label: 'Host', query: exportHosts },
  { label: 'Tool', query: exportTools },
  { label: 'McpServer', query: exportMcpServers },
  { label: 'Repository', query: exportRepositories },
  { label: 'Project', query: exportProjects },
  { label: 'Sandbox', query: exportSandboxes },
  { label: 'Signal', query: exportSignals },
  { label: 'KeyCluster', query: exportKeyClusters },
  { label: 'Reject', query: exportRejects },
  { label: 'ImportedFile', query: exportImportedFiles },
  { label: 'DemoDay', query: exportDemoDays },
  { label: 'Event', query: exportEvents },
];

export const RELATIONSHIP_KINDS: readonly RelationshipKind[] = [
  { from: 'Session', type: 'RUN_BY', to: 'User', pages: { by: 'from', query: exportSessionRunBy } },
  { from: 'Session', type: 'RAN_ON', to: 'Endpoint', pages: { by: 'from', query: exportSessionRanOn } },
  { from: 'Session', type: 'USED_KEY', to: 'ApiKey', pages: { by: 'from', query: exportSessionUsedKey } },
  { from: 'Session', type: 'READ', to: 'File', pages: { by: 'from', query: exportSessionRead } },
  { from: 'Session', type: 'WROTE', to: 'File', pages: { by: 'from', query: exportSessionWrote } },
  { from: 'Session', type: 'CALLED', to: 'Host', pages: { by: 'from', query: exportSessionCalled } },
  {
    from: 'Session',
    type: 'USED_SERVER',
    to: 'McpServer',
    pages: { by: 'from', query: exportSessionUsedServer },
  },
  { from: 'Session', type: 'RAN_AS', to: 'Agent', pages: { by: 'from', query: exportSessionRanAs } },
  { from: 'Session', type: 'USED_MODEL', to: 'Model', pages: { by: 'from', query: exportSessionUsedModel } },
  { from: 'Session', type: 'USED_TOOL', to: 'Tool', pages: { by: 'from', query: exportSessionUsedTool } },
  {
    from: 'Session',
    type: 'IN_REPOSITORY',
    to: 'Repository',
    pages: { by: 'from', query: exportSessionInRepository },
  },
  {
    from: 'Session',
    type: 'IN_SANDBOX',
    to: 'Sandbox',
    pages: { by: 'from', query: exportSessionInSandbox },
  },
  { from: 'Session', type: 'SPAWNED', to: 'Session', pages: { by: 'from', query: exportSessionSpawned } },
  { from: 'Session', type: 'CONTINUED', to: 'Session', pages: { by: 'from', query: exportSessionContinued } },
  { from: 'Session', type: 'RAISED', to: 'Signal', pages: { by: 'to', query: exportSessionRaised } },
  {
    from: 'File',
    type: 'IN_REPOSITORY',
    to: 'Repository',
    pages: { by: 'from', query: exportFileInRepository },
  },
  { from: 'Host', type: 'IS', to: 'Endpoint', pages: { by: 'from', query: exportHostIs } },
  {
    from: 'Sandbox',
    type: 'IN_PROJECT',
    to: 'Project',
    pages: { by: 'from', query: exportSandboxInProject },
  },
  { from: 'Agent', type: 'IN_PROJECT', to: 'Project', pages: { by: 'from', query: exportAgentInProject } },
  {
    from: 'ApiKey',
    type: 'IN_CLUSTER',
    to: 'KeyCluster',
    pages: { by: 'from', query: exportApiKeyInCluster },
  },
  { from: 'Session', type: 'HAS_EVENT', to: 'Event', pages: { by: 'to', query: exportSessionHasEvent } },
  { from: 'Event', type: 'HAS_RECORD', to: 'Record', pages: { by: 'to', query: exportEventHasRecord } },
];
