import { Field, InputType } from 'type-graphql';

import type { GraphContext } from './context.js';
import { BadInputError } from './errors.js';
import { DateTime } from './scalars.js';

@InputType({
  description:
    'The moment that a question is asked about and the window that it looks at. A session is in the window when the ' +
    'time from its start to its end (or to asOf while it is active) meets it.',
})
export class ScopeInput {
  @Field(() => DateTime, {
    nullable: true,
    description: 'The moment to answer for: what counts as active, idle or ended then. Default: now.',
  })
  asOf?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Begin of the window. Default: 24 hours before until, where the question looks at a day; else none.',
  })
  since?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the window, asOf at the latest. Default: asOf.',
  })
  until?: number | null;
}

/** Instants in epoch milliseconds; null where the window is open on that side. */
export interface Scope {
  readonly asOf: number;
  readonly since: number | null;
  readonly until: number | null;
}

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The window of a question that looks at the last day unless told otherwise. Throws BadInputError. */
export function dayScope(
  context: GraphContext,
  input: Readonly<ScopeInput> | null | undefined,
): Scope & {
  readonly since: number;
  readonly until: number;
} {
  const asOf = input?.asOf ?? context.now();
  const until = Math.min(input?.until ?? asOf, asOf);
  const since = input?.since ?? until - DAY_MS;
  checkOrder(since, until);
  return { asOf, since, until };
}

/** The window of a list that holds everything unless told otherwise. Throws BadInputError. */
export function openScope(context: GraphContext, input: Readonly<ScopeInput> | null | undefined): Scope {
  const asOf = input?.asOf ?? context.now();
  const since = input?.since ?? null;
  // Without a word about time nothing is hidden, not even a session whose clock runs ahead of ours.
  const until = input?.asOf == null ? (input?.until ?? null) : Math.min(input.until ?? asOf, asOf);
  if (since !== null) checkOrder(since, until ?? asOf);
  return { asOf, since, until };
}

function checkOrder(since: number, until: number): void {
  if (since <= until) return;
  throw new BadInputError(
    'scope.since',
    'scope.since is later than the end of the window.',
    'Pass a since before until and asOf; without them the window ends now.',
  );
}
