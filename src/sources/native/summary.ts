import type { Touch } from '../../events/event.js';
import type { NativeEventJson } from './wire.js';

const MAX_SUMMARY_CHARACTERS = 200;

/** One line of at most 200 characters: the producer's, or one made from what the event states. */
export function summaryOf(event: NativeEventJson, touches: readonly Touch[]): string {
  return oneLine(event.summary ?? madeSummary(event, touches));
}

function madeSummary(event: NativeEventJson, touches: readonly Touch[]): string {
  const tool = event.tool ?? 'tool';
  switch (event.type) {
    case 'SESSION_START':
      return withDetail('Session started', event.reason);
    case 'SESSION_END':
      return withDetail('Session ended', event.reason);
    case 'SESSION_KILLED':
      return withDetail('Session killed', event.cause);
    case 'SESSION_CONTINUED':
      return withDetail('Continues session', event.origin?.sessionId);
    case 'USER_PROMPT':
      return 'Prompt';
    case 'MODEL_REQUEST':
      return withDetail('Model request', event.model);
    case 'TOOL_USE':
      return withDetail(tool, placesOf(touches));
    case 'TOOL_RESULT':
      return `${tool}: ${event.isError === true ? 'failed' : 'done'}`;
    case 'TOOL_DECISION':
      return `${tool}: ${event.decision === 'DENY' ? 'denied' : 'allowed'}`;
    case 'ASSISTANT_STOP':
      return 'Turn finished';
    case 'SUBAGENT_START':
      return withDetail('Subagent started', event.child?.agentId);
    case 'SUBAGENT_STOP':
      return withDetail('Subagent finished', event.child?.agentId);
    case 'COMPACTION':
      return 'Context compacted';
    case 'NOTIFICATION':
      return 'Notification';
    case 'API_ERROR':
      return 'API error';
    case 'OTHER':
      return event.name ?? 'Other';
    default:
      return event.type satisfies never;
  }
}

function withDetail(text: string, detail: string | undefined): string {
  return detail === undefined || detail === '' ? text : `${text}: ${detail}`;
}

function placesOf(touches: readonly Touch[]): string {
  const places = touches.slice(0, 3).map((touch) => (touch.kind === 'CALLED' ? touch.host : touch.path));
  return touches.length > places.length ? `${places.join(', ')} …` : places.join(', ');
}

function oneLine(text: string): string {
  // Only the beginning is looked at: a summary may be megabytes long.
  const line = text
    .slice(0, 4 * MAX_SUMMARY_CHARACTERS)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line.length <= MAX_SUMMARY_CHARACTERS) return line;
  return `${line.slice(0, MAX_SUMMARY_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
