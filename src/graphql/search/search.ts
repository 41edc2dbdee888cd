import { searchEntities, type SearchEntitiesRow } from '../../graph/catalogue/read.generated.js';
import { ENTITY_LABELS, type EntityLabel } from '../../graph/model.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { BadInputError } from '../errors.js';
import { searchQuery } from './search-text.js';
import { SearchMatch, type SearchResult } from './search.type.js';

/** Things that one search looks at: what it finds beyond them has to be looked for by more of its text. */
export const SEARCH_CAP = 2_000;

/** Characters of a text to look for. */
const MOST_CHARACTERS = 500;

const MATCHES: readonly SearchMatch[] = [
  SearchMatch.EXACT,
  SearchMatch.BEGINNING,
  SearchMatch.PART,
  SearchMatch.WORDS,
];

/** A page of what a text finds, the best match first. Throws BadInputError before anything is read. */
export async function searchFor(
  context: GraphContext,
  text: string,
  kinds: readonly EntityLabel[] | null | undefined,
  args: Readonly<PageArgs>,
): Promise<ConnectionOf<SearchResult>> {
  if (text.length > MOST_CHARACTERS) {
    throw new BadInputError(
      'text',
      `text has ${text.length} characters and may have ${MOST_CHARACTERS}.`,
      'Look for a shorter part of it.',
    );
  }
  if (kinds?.length === 0) {
    throw new BadInputError(
      'kinds',
      'kinds is empty.',
      'Name a kind, or leave it out to look at all of them.',
    );
  }
  const looked = text.trim().toLowerCase();
  const labels = ENTITY_LABELS.filter((label) => kinds == null || kinds.includes(label));
  const page = pageOf(context, args, new CursorCodec('search', looked, labels));
  const query = searchQuery(text);
  const find = async (from: StartPosition, limit: number): Promise<SearchEntitiesRow[]> => {
    if (query === null) return [];
    const params = { query, text: looked, kinds: labels, cap: SEARCH_CAP, ...from, limit };
    return context.graph.read(searchEntities, params, context.read);
  };
  const rows = await find(startPosition(page.after), page.limit);
  const nodes = await Promise.all(rows.map(({ label, key }) => context.nodes.load(context, { label, key })));
  const found = rows.flatMap((row, index) => {
    const node = nodes[index] ?? null;
    return node === null ? [] : [{ row, node }];
  });
  return connectionOf({
    page,
    rows: found,
    positionOf: ({ row }) => [row.rank, row.label, row.key],
    edgeOf: ({ row, node }, cursor) => ({
      cursor,
      node: { node, match: MATCHES[row.rank] ?? SearchMatch.WORDS, matched: row.matched },
    }),
    // One below the cap: as many as the cap may be more.
    count: async () => cappedCount((await find(FROM_THE_START, SEARCH_CAP)).length, SEARCH_CAP - 1),
  });
}

interface StartPosition {
  readonly afterRank: number | null;
  readonly afterLabel: string | null;
  readonly afterKey: string | null;
}

const FROM_THE_START: StartPosition = { afterRank: null, afterLabel: null, afterKey: null };

function startPosition(after: Position | null): StartPosition {
  if (after === null) return FROM_THE_START;
  const [afterRank, afterLabel, afterKey] = after;
  if (after.length !== 3 || typeof afterRank !== 'number') throw malformed();
  if (typeof afterLabel !== 'string' || typeof afterKey !== 'string') throw malformed();
  return { afterRank, afterLabel, afterKey };
}
