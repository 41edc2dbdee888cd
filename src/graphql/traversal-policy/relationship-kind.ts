import { registerEnumType } from 'type-graphql';

import type { Kind, KindClass } from '../../graph/model.js';
import type { ArcMode as PolicyArcMode, Direction, Lens as PolicyLens } from '../../traversal/policy.js';

/** Kinds of relationships as the API writes them. IS and IN_PROJECT join things that are no sessions. */
export const RelationshipKind = {
  RUN_BY: 'RUN_BY',
  RAN_ON: 'RAN_ON',
  USED_KEY: 'USED_KEY',
  READ: 'READ',
  WROTE: 'WROTE',
  CALLED: 'CALLED',
  USED_SERVER: 'USED_SERVER',
  RAN_AS: 'RAN_AS',
  USED_MODEL: 'USED_MODEL',
  USED_TOOL: 'USED_TOOL',
  IN_REPOSITORY: 'IN_REPOSITORY',
  IN_SANDBOX: 'IN_SANDBOX',
  SPAWNED: 'SPAWNED',
  CONTINUED: 'CONTINUED',
  IS: 'IS',
  IN_PROJECT: 'IN_PROJECT',
} as const satisfies Record<Kind | 'IS' | 'IN_PROJECT', string>;
export type RelationshipKind = keyof typeof RelationshipKind;

registerEnumType(RelationshipKind, {
  name: 'RelationshipKind',
  description:
    'The kinds of relationships in the graph. traversalPolicy says which of them carry impact, and which way.',
  valuesConfig: {
    RUN_BY: { description: 'A session was run by a verified user.' },
    RAN_ON: { description: 'A session ran on an endpoint.' },
    USED_KEY: { description: 'A session used an API key.' },
    READ: { description: 'A session read a file.' },
    WROTE: { description: 'A session wrote a file.' },
    CALLED: { description: 'A session called a host.' },
    USED_SERVER: { description: 'A session used an MCP server.' },
    RAN_AS: { description: 'A session ran as an agent.' },
    USED_MODEL: { description: 'A session used a model.' },
    USED_TOOL: { description: 'A session used a tool.' },
    IN_REPOSITORY: { description: 'A session or a file is in a repository.' },
    IN_SANDBOX: { description: 'A session ran in a sandbox.' },
    SPAWNED: { description: 'A session spawned a subagent: from the parent to the child.' },
    CONTINUED: {
      description: 'A session carries on the history of another: from the later one to its origin.',
    },
    IS: { description: 'A host is an endpoint, as its name or address says.' },
    IN_PROJECT: { description: 'An agent or a sandbox is in a project.' },
  },
});

export const RelationshipDirection = { OUT: 'OUT', IN: 'IN' } as const satisfies Record<Direction, Direction>;
export type RelationshipDirection = Direction;

registerEnumType(RelationshipDirection, {
  name: 'RelationshipDirection',
  description: 'Which way a relationship is looked at.',
  valuesConfig: {
    OUT: { description: 'As it is stored: from the session that did it to what it did it with.' },
    IN: { description: 'Against that.' },
  },
});

export const Lens = {
  EXPOSURE: 'EXPOSURE',
  DISCLOSURE: 'DISCLOSURE',
  TAINT: 'TAINT',
  IDENTITY: 'IDENTITY',
} as const satisfies Record<PolicyLens, PolicyLens>;
export type Lens = PolicyLens;

registerEnumType(Lens, {
  name: 'Lens',
  description: 'The four kinds of impact. A path stays within one.',
  valuesConfig: {
    EXPOSURE: { description: 'What a hostile holder of the starting point could use or learn.' },
    DISCLOSURE: { description: 'Where content may have gone.' },
    TAINT: { description: 'What may have been altered or steered.' },
    IDENTITY: { description: 'Whose attribution is in doubt.' },
  },
});

export const ArcMode = { PASS: 'PASS', END: 'END' } as const satisfies Record<PolicyArcMode, PolicyArcMode>;
export type ArcMode = PolicyArcMode;

registerEnumType(ArcMode, {
  name: 'ArcMode',
  description: 'What following a relationship allows.',
  valuesConfig: {
    PASS: { description: 'A path may go on from what is reached.' },
    END: { description: 'What is reached is affected, and no path goes on from it.' },
  },
});

export const RelationshipClass = {
  CONTACT: 'CONTACT',
  STATE: 'STATE',
  LINEAGE: 'LINEAGE',
  CONTEXT: 'CONTEXT',
} as const satisfies Record<KindClass, KindClass>;
export type RelationshipClass = KindClass;

registerEnumType(RelationshipClass, {
  name: 'RelationshipClass',
  description: 'When a relationship of a kind holds.',
  valuesConfig: {
    CONTACT: { description: 'At the times of the events behind it, all of which are kept.' },
    STATE: {
      description:
        "From the first event that says so to the session's end; the session's earliest of the kind from its start.",
    },
    LINEAGE: { description: 'SPAWNED while the subagent lives; CONTINUED when the later session starts.' },
    CONTEXT: { description: 'Context only: impact never follows it and no hub is counted by it.' },
  },
});
