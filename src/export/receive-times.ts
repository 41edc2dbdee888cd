type Properties = Readonly<Record<string, unknown>>;

/** When something was received or appraised, and marks of work that waits. */
const ALWAYS = new Set(['receivedAt', 'ownFirstReceivedAt', 'appraisedAt', 'appraisalDue', 'clusterDue']);

/** Labels of notes about the way in which events came here. */
const NOTES = new Set(['ImportedFile']);

/** False for a node that says only what was done here, and when. */
export function isAboutSessions(label: string): boolean {
  return !NOTES.has(label);
}

/**
 * Properties without what depends on when something was received or appraised. Where no event has a time of its own,
 * the receipt orders it: then its place in an order is left out, too.
 */
export function withoutReceiveTimes(label: string, properties: Properties): Properties {
  const isOrderedByReceipt =
    (label === 'Event' && properties['at'] === undefined) ||
    (label === 'Session' && properties['startedAt'] === undefined);
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) =>
        !ALWAYS.has(name) && !(isOrderedByReceipt && (name === 'orderAt' || name === 'recencyRank')),
    ),
  );
}
