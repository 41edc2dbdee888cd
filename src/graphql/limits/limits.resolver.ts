import { Ctx, Query, Resolver } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { Limits } from './limits.type.js';

@Resolver()
export class LimitsResolver {
  @Query(() => Limits, {
    description: 'What one request may ask for, and by which rules answers are computed.',
  })
  limits(@Ctx() context: GraphContext): Limits {
    return { ...context.limits, idleMs: context.idleMs, ...context.rules };
  }
}
