import { Ctx, Query, Resolver } from 'type-graphql';

import { ingestCounts } from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import { IngestStatus } from './ingest-status.type.js';

@Resolver()
export class IngestStatusResolver {
  @Query(() => IngestStatus, {
    description: 'What has been taken in so far, and what waits to be committed and to be appraised.',
  })
  async ingestStatus(@Ctx() context: GraphContext): Promise<IngestStatus> {
    const [counts] = await context.graph.read(ingestCounts, {}, context.read);
    return {
      ...(counts ?? { sessions: 0, events: 0, records: 0, rejects: 0, sessionsDue: 0 }),
      waiting: context.ingest?.waiting() ?? 0,
    };
  }
}
