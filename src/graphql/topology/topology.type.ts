import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';

import { Node, type NodeObject } from '../node/node.type.js';

export const TopologyRole = {
  USER: 'USER',
  AGENT: 'AGENT',
  ENDPOINT: 'ENDPOINT',
  MODEL: 'MODEL',
  KEY: 'KEY',
  TOOL_PATH: 'TOOL_PATH',
  MCP_SERVER: 'MCP_SERVER',
  READ: 'READ',
  EDITED: 'EDITED',
  OUTBOUND_CALL: 'OUTBOUND_CALL',
  SENSITIVE_FILE_RULE: 'SENSITIVE_FILE_RULE',
  COST_SLOPE: 'COST_SLOPE',
  ALERT_STATE: 'ALERT_STATE',
} as const;
export type TopologyRole = keyof typeof TopologyRole;

export const LaneCut = { FIRST: 'FIRST' } as const;
export type LaneCut = keyof typeof LaneCut;

registerEnumType(TopologyRole, {
  name: 'TopologyRole',
  description: 'The part that something plays in a session.',
  valuesConfig: {
    USER: { description: 'Who ran it.' },
    AGENT: { description: 'What it ran as.' },
    ENDPOINT: { description: 'Where it ran.' },
    MODEL: { description: 'A model that it used.' },
    KEY: { description: 'An API key that it used.' },
    TOOL_PATH: { description: 'A tool that it used.' },
    MCP_SERVER: { description: 'An MCP server that it used.' },
    READ: { description: 'A file that it read and did not write.' },
    EDITED: { description: 'A file that it wrote.' },
    OUTBOUND_CALL: { description: 'A host that it called.' },
    SENSITIVE_FILE_RULE: { description: 'A sensitive file that it touched, with what the rule matched.' },
    COST_SLOPE: { description: 'How its cost moves.' },
    ALERT_STATE: { description: 'Which of its alerts are open.' },
  },
});
registerEnumType(LaneCut, {
  name: 'LaneCut',
  description: 'Why a lane does not show all that is in it.',
  valuesConfig: { FIRST: { description: 'It shows as many as first asked for.' } },
});

@ObjectType({ simpleResolvers: true, description: 'One entry of a lane.' })
export class TopologyNode {
  @Field(() => TopologyRole, { description: 'The part that it plays.' })
  role!: TopologyRole;

  @Field(() => Node, {
    nullable: true,
    description: 'What it is; null for a statement about the session itself.',
  })
  node!: NodeObject | null;

  @Field(() => String, {
    description: 'A few words to show with it, such as "matched auth.ts" or "none open".',
  })
  note!: string;
}

@ObjectType({ simpleResolvers: true, description: 'One of the four lanes of a topology.' })
export class TopologyLane {
  @Field(() => Int, { description: 'Entries in the lane, shown or not.' })
  total!: number;

  @Field(() => [TopologyNode], { description: 'The first of them.' })
  nodes!: TopologyNode[];

  @Field(() => Boolean, { description: 'True where the lane has more than it shows.' })
  hasMore!: boolean;

  @Field(() => LaneCut, { nullable: true, description: 'Why it does not show all; null where it does.' })
  cutBy!: LaneCut | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A session at a glance, in four lanes: who acted, with what, on what, and what is risky about it. Subagents included.',
})
export class Topology {
  sessionKey!: string;
}
