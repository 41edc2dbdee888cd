import type { SourceItem } from '../../events/event.js';
import { digest } from '../../events/ids.js';
import type { Fault, ParsedRecord } from '../json-file/record.js';
import { PRODUCT, entriesOf, readRun } from './instance.js';
import { metricsOf } from './requests.js';

/**
 * The events of one conversation, as a list without anything around it. The list does not name its conversation: that
 * is known by its first event.
 */
export function readEventList(
  records: readonly ParsedRecord[],
  receivedAt: number,
  emit: (item: SourceItem) => void,
): Fault | null {
  const entries = entriesOf(
    records.map(({ value }) => value),
    emit,
  );
  const [first] = entries;
  if (first === undefined) {
    return { code: 'NO_EVENTS', reason: 'The list holds no event of OpenHands; name a file that does.' };
  }
  const { id, timestamp, message, action, observation, kind, args } = first.raw;
  const sessionId = digest(
    'openhands',
    JSON.stringify([id, timestamp, message, action, observation, kind, args]),
  );
  const notes = records.find((record) => Object.keys(record.notes).length > 0)?.notes ?? {};
  const session = { product: PRODUCT, sessionId };
  const context = { identityCarried: false, agent: { product: 'OpenHands' } } as const;
  readRun(entries, metricsOf(entries), { session, context, receivedAt, notes }, emit);
  return null;
}
