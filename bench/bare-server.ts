import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import { buildSchema, type GraphQLSchema } from 'graphql';

export interface ListeningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** One resolver a field of Query; everything below is read from the object that it returns. */
export type RootResolvers = Readonly<
  Record<string, (args: Readonly<Record<string, unknown>>) => Promise<unknown>>
>;

/**
 * Apollo Server with a hand-written schema and nothing else, behind the same transport as the service and without the
 * plugin that would slow it down: what somebody would write who wants just this answer, fast.
 */
export async function startBareServer(typeDefs: string, resolvers: RootResolvers): Promise<ListeningServer> {
  const apollo = new ApolloServer({
    schema: executable(typeDefs, resolvers),
    plugins: [ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();
  const app = fastify({ logger: false });
  app.post('/graphql', fastifyApolloHandler(apollo));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: urlOf(app.server.address()),
    stop: async () => {
      await app.close();
      await apollo.stop();
    },
  };
}

function executable(typeDefs: string, resolvers: RootResolvers): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  const fields = schema.getQueryType()?.getFields() ?? {};
  for (const [name, resolve] of Object.entries(resolvers)) {
    const field = fields[name];
    if (field === undefined) throw new RangeError(`The schema has no query ${name}.`);
    field.resolve = (_source, args: Record<string, unknown>) => resolve(args);
  }
  return schema;
}

/** Of a server that listens on a port of 127.0.0.1. */
export function urlOf(address: { readonly port: number } | string | null): string {
  if (address === null || typeof address === 'string')
    throw new TypeError('The server does not listen on a port.');
  return `http://127.0.0.1:${address.port}/graphql`;
}
