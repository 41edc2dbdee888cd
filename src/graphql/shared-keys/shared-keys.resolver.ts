import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { apiKeySource } from '../api-key/api-key.loader.js';
import { ApiKey } from '../api-key/api-key.type.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { endpointSource } from '../endpoint/endpoint.loader.js';
import { Endpoint } from '../endpoint/endpoint.type.js';
import type { NodeSource } from '../node/node-directory.js';
import type { NodeObject } from '../node/node.type.js';
import { loadSession } from '../session/session.loader.js';
import { Session, SessionConnection } from '../session/session.type.js';
import { userSource } from '../user/user.loader.js';
import { User } from '../user/user.type.js';
import { loadCluster, sharingLoader } from './key-cluster.loader.js';
import {
  KeyCluster,
  KeyReason,
  SharedKeyClusterConnection,
  SharedKeyClustersArgs,
} from './key-cluster.type.js';
import { listClusters, reasonsOfKeys, sessionsOfCluster } from './key-clusters.js';

/** What a list without `first` counts for in the cost. */
const FEW = ({ childComplexity }: { childComplexity: number }): number => 1 + 5 * (1 + childComplexity);

@Resolver(() => KeyCluster)
export class KeyClusterResolver {
  @Query(() => SharedKeyClusterConnection, {
    complexity: ({ args, childComplexity }) => 20 + Number(args['first']) * (1 + childComplexity),
    description:
      'Keys that are shared, in clusters that say why, the highest consequence first. Whose sessions are whose is in doubt ' +
      'within each.',
  })
  sharedKeyClusters(
    @Ctx() context: GraphContext,
    @Args(() => SharedKeyClustersArgs) args: SharedKeyClustersArgs,
  ): Promise<ConnectionOf<KeyCluster>> {
    return listClusters(context, args);
  }

  @FieldResolver(() => [ApiKey], { complexity: FEW, description: 'Its keys, the earliest-used first.' })
  keys(@Ctx() context: GraphContext, @Root() cluster: KeyCluster): Promise<ApiKey[]> {
    return present(context, apiKeySource, cluster.apiKeyKeys);
  }

  @FieldResolver(() => [User], { complexity: FEW, description: 'Verified users on its keys.' })
  users(@Ctx() context: GraphContext, @Root() cluster: KeyCluster): Promise<User[]> {
    return present(context, userSource, cluster.userKeys);
  }

  @FieldResolver(() => [Endpoint], {
    complexity: FEW,
    description: 'Endpoints that its keys were used on, those declared for a service or CI aside.',
  })
  endpoints(@Ctx() context: GraphContext, @Root() cluster: KeyCluster): Promise<Endpoint[]> {
    return present(context, endpointSource, cluster.endpointKeys);
  }

  @FieldResolver(() => SessionConnection, {
    description: 'Top-level sessions on its keys, the latest start first.',
  })
  sessions(
    @Ctx() context: GraphContext,
    @Root() cluster: KeyCluster,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfCluster(context, cluster, args);
  }

  @FieldResolver(() => [KeyReason], {
    complexity: FEW,
    description: 'Why its keys count as shared, the worst reason first.',
  })
  reasons(@Ctx() context: GraphContext, @Root() cluster: KeyCluster): Promise<KeyReason[]> {
    return reasonsOfKeys(context, cluster.apiKeyKeys, cluster.asOf);
  }
}

@Resolver(() => KeyReason)
export class KeyReasonResolver {
  @FieldResolver(() => ApiKey, {
    nullable: true,
    description: 'The key that it is about; null where it is gone.',
  })
  key(@Ctx() context: GraphContext, @Root() reason: KeyReason): Promise<ApiKey | null> {
    return context.loaders.load(apiKeySource.loader, reason.apiKeyKey);
  }

  @FieldResolver(() => [Session], {
    complexity: FEW,
    description:
      'Sessions that it cites: those of its earliest pairs, in their order. sessionCount counts them all.',
  })
  async sessions(@Ctx() context: GraphContext, @Root() reason: KeyReason): Promise<Session[]> {
    const sessions = await Promise.all(
      reason.sessionKeys.map((key) => loadSession(context, key, reason.asOf)),
    );
    return sessions.filter((session) => session !== null);
  }
}

@Resolver(() => ApiKey)
export class ApiKeySharingResolver {
  @FieldResolver(() => KeyCluster, {
    nullable: true,
    description: 'The cluster of shared keys that it is in; null where it is in none.',
  })
  async cluster(@Ctx() context: GraphContext, @Root() apiKey: ApiKey): Promise<KeyCluster | null> {
    const { cluster } = await context.loaders.load(sharingLoader, apiKey.key);
    return cluster === null ? null : loadCluster(context, cluster, context.now());
  }

  @FieldResolver(() => [KeyReason], {
    complexity: FEW,
    description:
      'Why it counts as shared, the worst reason first; none where it is not shared or not yet appraised.',
  })
  reasons(@Ctx() context: GraphContext, @Root() apiKey: ApiKey): Promise<KeyReason[]> {
    return reasonsOfKeys(context, [apiKey.key], context.now());
  }
}

async function present<T extends NodeObject>(
  context: GraphContext,
  source: NodeSource<T>,
  keys: readonly string[],
): Promise<T[]> {
  const found = await Promise.all(keys.map((key) => context.loaders.load(source.loader, key)));
  return found.filter((node) => node !== null);
}
