import { registerEnumType } from 'type-graphql';

export const Actor = { VERIFIED: 'VERIFIED', UNKNOWN: 'UNKNOWN', NOT_REPORTED: 'NOT_REPORTED' } as const;
export type Actor = keyof typeof Actor;

export const CostBasis = {
  REPORTED: 'REPORTED',
  ESTIMATED: 'ESTIMATED',
  MIXED: 'MIXED',
  NONE: 'NONE',
} as const;
export type CostBasis = keyof typeof CostBasis;

export const CostSlope = { RISING: 'RISING', STABLE: 'STABLE', UNKNOWN: 'UNKNOWN' } as const;
export type CostSlope = keyof typeof CostSlope;

export const BaselineBand = { NORMAL: 'NORMAL', OUTSIDE: 'OUTSIDE', UNKNOWN: 'UNKNOWN' } as const;
export type BaselineBand = keyof typeof BaselineBand;

export const SessionOrder = {
  STARTED_AT_DESC: 'STARTED_AT_DESC',
  STARTED_AT_ASC: 'STARTED_AT_ASC',
  LAST_SEEN_AT_DESC: 'LAST_SEEN_AT_DESC',
  COST_DESC: 'COST_DESC',
} as const;
export type SessionOrder = keyof typeof SessionOrder;

registerEnumType(Actor, {
  name: 'Actor',
  description: 'Whether it is known who ran a session.',
  valuesConfig: {
    VERIFIED: { description: 'A verified user: see user.' },
    UNKNOWN: { description: 'A source that carries identity gave none.' },
    NOT_REPORTED: { description: 'No source could have told.' },
  },
});
registerEnumType(CostBasis, {
  name: 'CostBasis',
  description: 'Where a cost comes from.',
  valuesConfig: {
    REPORTED: { description: 'From the producer alone.' },
    ESTIMATED: { description: 'Estimated from tokens and list prices alone.' },
    MIXED: { description: 'Some requests were reported and some were estimated.' },
    NONE: { description: 'No request has a price.' },
  },
});
registerEnumType(CostSlope, {
  name: 'CostSlope',
  description: 'How the cost of a session moves.',
  valuesConfig: {
    RISING: {
      description: 'Cost per active minute rose to over three times what it was, and beyond the baseline.',
    },
    STABLE: { description: 'It did not.' },
    UNKNOWN: { description: 'There is no baseline for the agent to compare with.' },
  },
});
registerEnumType(BaselineBand, {
  name: 'BaselineBand',
  description: "Where a session stands against the baseline of its agent's other sessions.",
  valuesConfig: {
    NORMAL: { description: 'Cost and tool use are within the 95th percentile.' },
    OUTSIDE: { description: 'Cost or tool use is beyond it.' },
    UNKNOWN: { description: 'There is no baseline: it takes 20 sessions of 20 tool calls.' },
  },
});
registerEnumType(SessionOrder, {
  name: 'SessionOrder',
  description: 'Orders of a list of sessions. Ties are broken by the key, so every order is total.',
  valuesConfig: {
    STARTED_AT_DESC: {
      description: 'The latest start first; a session without a timed event stands at its first receipt.',
    },
    STARTED_AT_ASC: { description: 'The earliest start first.' },
    LAST_SEEN_AT_DESC: { description: 'The last seen first; sessions without a timed event stand last.' },
    COST_DESC: { description: 'The costliest first, subagents included.' },
  },
});

export function toActor(text: string): Actor {
  return Object.hasOwn(Actor, text) ? (text as Actor) : 'NOT_REPORTED';
}
