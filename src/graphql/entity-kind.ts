import { registerEnumType } from 'type-graphql';

import type { EntityLabel } from '../graph/model.js';

/** Labels as the API writes them; the value is the label. */
export const EntityKind = {
  SESSION: 'Session',
  USER: 'User',
  ENDPOINT: 'Endpoint',
  AGENT: 'Agent',
  MODEL: 'Model',
  API_KEY: 'ApiKey',
  FILE: 'File',
  HOST: 'Host',
  TOOL: 'Tool',
  MCP_SERVER: 'McpServer',
  REPOSITORY: 'Repository',
  PROJECT: 'Project',
  SANDBOX: 'Sandbox',
} as const satisfies Record<string, EntityLabel>;

registerEnumType(EntityKind, {
  name: 'EntityKind',
  description: 'The kinds of things that sessions are related to, sessions included.',
  valuesConfig: {
    SESSION: { description: 'One run of a coding agent, or of one of its subagents.' },
    USER: { description: 'A verified identity.' },
    ENDPOINT: { description: 'A machine that agents run on.' },
    AGENT: { description: 'A registered agent, or a coding agent product that nobody registered.' },
    MODEL: { description: "A model, by the provider's name for it." },
    API_KEY: { description: 'An API key, by its fingerprint or its hint; never the key itself.' },
    FILE: { description: 'A file that sessions read or wrote.' },
    HOST: { description: 'A network name or address that sessions called.' },
    TOOL: { description: 'A tool that sessions used.' },
    MCP_SERVER: { description: 'An MCP server that sessions used.' },
    REPOSITORY: { description: 'A repository, by its remote or its root folder.' },
    PROJECT: { description: 'A project, as the organisation names it.' },
    SANDBOX: { description: 'A sandbox that agents run in.' },
  },
});
