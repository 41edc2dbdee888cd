import type { Reject, RuntrailEvent } from '../events/event.js';

/**
 * Takes secrets out of what is about to be stored. It stands in the writer itself, so that no way into the graph goes
 * around it. Redacting again changes nothing.
 */
export interface Redaction {
  event(event: RuntrailEvent): RuntrailEvent;
  reject(reject: Reject): Reject;
}
