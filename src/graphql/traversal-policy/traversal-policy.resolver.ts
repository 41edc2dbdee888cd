import { Query, Resolver } from 'type-graphql';

import { KINDS, type Kind } from '../../graph/model.js';
import { arcMode, isTraversedKind, LENSES, POLICY_VERSION } from '../../traversal/policy.js';
import { RelationshipPolicy } from './traversal-policy.type.js';

const POLICY: readonly RelationshipPolicy[] = (Object.keys(KINDS) as Kind[]).map((kind) => {
  const isTraversed = isTraversedKind(kind);
  return {
    kind,
    from: KINDS[kind].from,
    to: KINDS[kind].to,
    contacts: KINDS[kind].class,
    contextOnly: !isTraversed,
    lenses: LENSES.map((lens) => ({
      lens,
      out: isTraversed ? arcMode(kind, lens, 'OUT') : null,
      in: isTraversed ? arcMode(kind, lens, 'IN') : null,
    })),
    version: POLICY_VERSION,
  };
});

@Resolver()
export class TraversalPolicyResolver {
  @Query(() => [RelationshipPolicy], {
    description:
      'Which relationships carry which kind of impact, and which way: the policy that blastRadius follows.',
  })
  traversalPolicy(): readonly RelationshipPolicy[] {
    return POLICY;
  }
}
