/** For one page, in milliseconds: a page of a hub's relationships walks all of them. */
export const PAGE_WITHIN_MS = 60_000;

/**
 * The rows of a list that is read page by page, each page beginning behind the last row of the one before. The next
 * page is read while the rows of this one are used: two pages are held at most.
 */
export async function* pagesOf<Row>(
  readAfter: (last: Row | null) => Promise<Row[]>,
  limit: number,
): AsyncGenerator<readonly Row[], void, undefined> {
  let reading = readAfter(null);
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    const isWhole = rows.length < limit || last === undefined;
    if (!isWhole) {
      reading = readAfter(last);
      // Looked at in the next round: until then a failure is not an unhandled one.
      reading.catch(() => undefined);
    }
    yield rows;
    if (isWhole) return;
  }
}
