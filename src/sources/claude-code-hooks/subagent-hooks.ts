import type { RuntrailEvent, SessionRef } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { oneLine } from '../summaries.js';
import { recorded, type PlacedPayload } from './placed-payload.js';

/** The start or end of a subagent, told by its parent. `payload`: null where the record is about something else. */
export function subagentEvent(
  placed: PlacedPayload,
  type: 'SUBAGENT_START' | 'SUBAGENT_STOP',
  agentId: string,
  payload?: null,
): RuntrailEvent {
  const { product, sessionId } = placed.session;
  const child: SessionRef = { product, sessionId, agentId };
  const starts = type === 'SUBAGENT_START';
  const id = eventId.ofSession(child, starts ? 'subagent-start' : 'subagent-stop');
  const summary = oneLine(`Subagent ${agentId} ${starts ? 'started' : 'finished'}`);
  const parts = payload === undefined ? { joins: true } : { payload, joins: true };
  return { ...recorded(placed, id, summary, parts), type, child };
}
