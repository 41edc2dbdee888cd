import { ArgsType, Field, InputType, Int, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass, PageArgs } from '../connection.js';
import { Node } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { ScopeInput } from '../scope.js';
import { ApiKeySelector } from '../selector/selector.input.js';
import { type ChoiceFilter, choiceFilterClass } from '../session-filter/scalar-filter.input.js';
import { Confidence, KeyReasonCode, Severity } from './shared-key-enums.js';

@ObjectType({
  simpleResolvers: true,
  description: 'One reason why one key counts as shared, with what it rests on.',
})
export class KeyReason {
  /** Keys of nodes; resolvers make them things. */
  apiKeyKey!: string;
  sessionKeys!: readonly string[];
  /** The moment asked about, which the sessions take on. Epoch milliseconds. */
  asOf!: number;

  @Field(() => KeyReasonCode, { description: 'The rule.' })
  code!: KeyReasonCode;

  @Field(() => Severity, { description: 'How bad it is. INFO where nothing is raised by it.' })
  severity!: Severity;

  @Field(() => Confidence, { description: 'How sure it is.' })
  confidence!: Confidence;

  @Field(() => Boolean, {
    description:
      'True where it rests on keys or endpoints declared for a service or CI: it is shown and raises nothing.',
  })
  declared!: boolean;

  @Field(() => [DateTime], {
    description:
      'When each cited pair of sessions came to be, by the start of the later one; the earliest first.',
  })
  times!: number[];

  @Field(() => Int, { description: 'Sessions that it holds for, cited or not.' })
  sessionCount!: number;

  @Field(() => String, { description: 'The reason in one sentence.' })
  text!: string;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Keys, users and endpoints that share, connected: keys join by a common verified user or endpoint of at most 25 keys. ' +
    'Its id is that of its earliest-used key and changes where an earlier one joins.',
})
export class KeyCluster extends Node {
  declare label: 'KeyCluster';
  /** The moment asked about, which its sessions take on. Epoch milliseconds. */
  asOf!: number;
  apiKeyKeys!: readonly string[];
  userKeys!: readonly string[];
  endpointKeys!: readonly string[];

  @Field(() => Severity, { description: 'Of its worst reason.' })
  severity!: Severity;

  @Field(() => Confidence, { description: 'Of its least sure key.' })
  confidence!: Confidence;

  @Field(() => Int, { description: 'The highest consequence of its sessions.' })
  consequence!: number;

  @Field(() => Int, { description: 'Its keys.' })
  keyCount!: number;

  @Field(() => Int, { description: 'Verified users on them.' })
  userCount!: number;

  @Field(() => Int, {
    description: 'Endpoints that they were used on, those declared for a service or CI aside.',
  })
  endpointCount!: number;

  @Field(() => Int, { description: 'Top-level sessions on them.' })
  sessionCount!: number;

  @Field(() => Int, { description: 'Sessions among them whose user is unknown.' })
  unknownSessionCount!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'First use of any of its keys; null where no use has a time.',
  })
  firstAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the last session on it, or when that was last seen.',
  })
  lastAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When sharing that affects attribution began; null where there is none.',
  })
  sharedFrom!: number | null;
}

const SeverityFilter = choiceFilterClass('SeverityFilter', 'how bad something is', () => Severity);
const ConfidenceFilter = choiceFilterClass('ConfidenceFilter', 'how sure a statement is', () => Confidence);
const KeyReasonFilter = choiceFilterClass(
  'KeyReasonFilter',
  'a reason why keys count as shared',
  () => KeyReasonCode,
);

@InputType({ description: 'Which clusters. All conditions that are given hold; {} holds for every cluster.' })
export class KeyClusterFilter {
  @Field(() => SeverityFilter, { nullable: true, description: 'The severity of its worst reason.' })
  severity?: ChoiceFilter<Severity> | null;

  @Field(() => ConfidenceFilter, { nullable: true, description: 'How sure it is.' })
  confidence?: ChoiceFilter<Confidence> | null;

  @Field(() => KeyReasonFilter, {
    nullable: true,
    description: 'It has at least one such reason that raises something.',
  })
  reason?: ChoiceFilter<KeyReasonCode> | null;

  @Field(() => ApiKeySelector, { nullable: true, description: 'It is the cluster of this key.' })
  key?: ApiKeySelector | null;
}

@ArgsType()
export class SharedKeyClustersArgs extends PageArgs {
  @Field(() => ScopeInput, {
    nullable: true,
    description:
      'The moment asked about and a window: a cluster is in it with a session that meets it. Default: now, and the last ' +
      '24 hours. A since long ago lists every cluster.',
  })
  scope?: ScopeInput | null;

  @Field(() => KeyClusterFilter, { nullable: true, description: 'Only clusters that meet it. Default: all.' })
  filter?: KeyClusterFilter | null;
}

export const SharedKeyClusterEdge = edgeClass(
  'SharedKeyCluster',
  'clusters of shared keys',
  () => KeyCluster,
);
export const SharedKeyClusterConnection = connectionClass(
  'SharedKeyCluster',
  'clusters of shared keys',
  () => KeyCluster,
  () => SharedKeyClusterEdge,
);
