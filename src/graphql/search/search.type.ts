import { Field, ObjectType, registerEnumType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node, type NodeObject } from '../node/node.type.js';

export const SearchMatch = {
  EXACT: 'EXACT',
  BEGINNING: 'BEGINNING',
  PART: 'PART',
  WORDS: 'WORDS',
} as const;
export type SearchMatch = keyof typeof SearchMatch;

registerEnumType(SearchMatch, {
  name: 'SearchMatch',
  description: 'How well a thing fits what was looked for, the best first.',
  valuesConfig: {
    EXACT: { description: 'A text of it is what was looked for; case does not matter.' },
    BEGINNING: { description: 'A text of it begins with what was looked for.' },
    PART: { description: 'A text of it holds what was looked for.' },
    WORDS: { description: 'It has the words that were looked for, not next to each other.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'One thing that a search found.' })
export class SearchResult {
  @Field(() => Node, { description: 'The thing.' })
  node!: NodeObject;

  @Field(() => SearchMatch, { description: 'How well it fits.' })
  match!: SearchMatch;

  @Field(() => String, {
    nullable: true,
    description:
      'The text of it that fits, such as a path or an e-mail address; null where only its words do.',
  })
  matched!: string | null;
}

export const SearchResultEdge = edgeClass('SearchResult', 'things that a search found', () => SearchResult);
export const SearchResultConnection = connectionClass(
  'SearchResult',
  'things that a search found',
  () => SearchResult,
  () => SearchResultEdge,
);
