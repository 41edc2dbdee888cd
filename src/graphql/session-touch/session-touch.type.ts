import { type ClassType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

import { connectionClass, type EdgeOf, edgeClass } from '../connection.js';
import { File } from '../file/file.type.js';
import { Host } from '../host/host.type.js';
import { McpServer } from '../mcp-server/mcp-server.type.js';
import { DateTime } from '../scalars.js';
import { Tool } from '../tool/tool.type.js';

export const FileAccess = { READ: 'READ', WROTE: 'WROTE' } as const;
export type FileAccess = keyof typeof FileAccess;

registerEnumType(FileAccess, {
  name: 'FileAccess',
  description: 'What a session did with a file.',
  valuesConfig: {
    READ: { description: 'It read the file.' },
    WROTE: { description: 'It wrote, edited or created the file.' },
  },
});

/** What an edge says about a session's contact with a thing. Instants in epoch milliseconds. */
export interface TouchEdge<T> extends EdgeOf<T> {
  firstAt: number | null;
  lastAt: number | null;
  count: number;
  evidence: string[];
}

function touchEdgeClass<T extends object>(
  name: string,
  items: string,
  node: () => ClassType<T>,
): ClassType<TouchEdge<T>> {
  @ObjectType(`${name}Edge`, {
    simpleResolvers: true,
    description: `One of the ${items}, with when, how often and by which events the session had to do with it.`,
  })
  class Edge extends edgeClass(name, items, node) implements TouchEdge<T> {
    @Field(() => DateTime, {
      nullable: true,
      description: 'First contact; null where no event behind it has a time.',
    })
    firstAt!: number | null;

    @Field(() => DateTime, {
      nullable: true,
      description: 'Last contact; null where no event behind it has a time.',
    })
    lastAt!: number | null;

    @Field(() => Int, { description: 'Unique events behind it.' })
    count!: number;

    @Field(() => [ID], {
      description: 'Ids of events behind it, at most 20: node(id) gives each with its raw records.',
    })
    evidence!: string[];
  }
  return Edge;
}

@ObjectType('SessionFileEdge', {
  simpleResolvers: true,
  description: 'One of the files, with when, how often and by which events the session had to do with it.',
})
export class SessionFileEdge extends touchEdgeClass(
  'SessionFile',
  'files that a session read or wrote',
  () => File,
) {
  @Field(() => [FileAccess], { description: 'Whether the session read it, wrote it, or both.' })
  access!: FileAccess[];
}

@ObjectType('SessionHostEdge', {
  simpleResolvers: true,
  description: 'One of the hosts, with when, how often and by which events the session called it.',
})
export class SessionHostEdge extends touchEdgeClass(
  'SessionHost',
  'hosts that a session called',
  () => Host,
) {
  @Field(() => Boolean, {
    description: "True where every call was git traffic of the repository's own remote.",
  })
  gitOnly!: boolean;
}

export const SessionToolEdge = touchEdgeClass('SessionTool', 'tools that a session used', () => Tool);
export const SessionServerEdge = touchEdgeClass(
  'SessionServer',
  'MCP servers that a session used',
  () => McpServer,
);

export const SessionFileConnection = connectionClass(
  'SessionFile',
  'files that a session read or wrote',
  () => File,
  () => SessionFileEdge,
);
export const SessionHostConnection = connectionClass(
  'SessionHost',
  'hosts that a session called',
  () => Host,
  () => SessionHostEdge,
);
export const SessionToolConnection = connectionClass(
  'SessionTool',
  'tools that a session used',
  () => Tool,
  () => SessionToolEdge,
);
export const SessionServerConnection = connectionClass(
  'SessionServer',
  'MCP servers that a session used',
  () => McpServer,
  () => SessionServerEdge,
);
