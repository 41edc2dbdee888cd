import type { EventContext, SessionRef, SourceItem } from '../../events/event.js';
import { digest } from '../../events/ids.js';
import type { Surroundings } from '../json-file/facts.js';
import type { Fault, ParsedRecord } from '../json-file/record.js';
import { asName, asObject, isObject, type JsonObject, usableId } from '../json-shape.js';
import { entryOf, type Entry } from './entries.js';
import { History } from './history.js';
import { metricsOf, requestsOf } from './requests.js';

export const PRODUCT = 'openhands';

/** One line of `output.jsonl`: one run on one instance of a benchmark. */
export function readInstance(
  { value, notes }: ParsedRecord,
  receivedAt: number,
  emit: (item: SourceItem) => void,
): Fault | null {
  const instanceId = usableId(value['instance_id']);
  const said = value['history'];
  const history: readonly unknown[] = Array.isArray(said) ? said : [];
  if (instanceId === null && history.length === 0) {
    return {
      code: 'NO_INSTANCE_ID',
      reason: 'The line has neither an instance_id nor a history; it is not a line of OpenHands output.',
    };
  }
  const entries = entriesOf(history, emit);
  const session = sessionOf(instanceId, value, entries);
  const metrics = asObject(value['metrics']) ?? metricsOf(entries);
  readRun(entries, metrics, { session, context: contextOf(value), receivedAt, notes }, emit);
  return null;
}

/** The facts of a run's events and requests. */
export function readRun(
  entries: readonly Entry[],
  metrics: JsonObject,
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  new History(around, emit).read(entries);
  for (const event of requestsOf(entries, metrics, around)) emit({ kind: 'event', event });
}

/** Until 0.8 an entry was a pair of an action and its observation. */
export function entriesOf(history: readonly unknown[], emit: (item: SourceItem) => void): readonly Entry[] {
  return history.flat(1).flatMap((raw) => {
    const entry = isObject(raw) ? entryOf(raw) : null;
    if (entry !== null) return entry;
    emit({ kind: 'skip', name: 'event: unknown' });
    return [];
  });
}

/** An instance is worked on in many runs: a run is told apart by its settings and by how its history begins. */
function sessionOf(instanceId: string | null, line: JsonObject, entries: readonly Entry[]): SessionRef {
  const metadata = asObject(line['metadata']) ?? {};
  const settings = [metadata['start_time'], metadata['eval_output_dir'], line['attempt'], modelOf(metadata)];
  const beginning = entries
    .slice(0, 3)
    .map(({ raw }) => [raw['id'], raw['timestamp'], raw['action'], raw['kind']]);
  const run = digest('openhands', instanceId ?? '', JSON.stringify([settings, beginning]));
  return { product: PRODUCT, sessionId: instanceId === null ? run : `${instanceId}~${run.slice(0, 8)}` };
}

function modelOf(metadata: JsonObject): string | null {
  return asName(asObject(metadata['llm_config'] ?? metadata['llm'])?.['model']);
}

function contextOf(line: JsonObject): EventContext {
  const version = asName(asObject(line['metadata'])?.['openhands_version']);
  return {
    identityCarried: false,
    agent: { product: 'OpenHands', ...(version === null ? {} : { version }) },
  };
}
