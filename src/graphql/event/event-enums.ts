import { registerEnumType } from 'type-graphql';

import type { EventType as DomainEventType, SourceKind } from '../../events/event.js';
import type { TimeBasis as DomainTimeBasis } from '../../events/event-time.js';

export const EventType = {
  SESSION_START: 'SESSION_START',
  SESSION_END: 'SESSION_END',
  SESSION_KILLED: 'SESSION_KILLED',
  SESSION_CONTINUED: 'SESSION_CONTINUED',
  USER_PROMPT: 'USER_PROMPT',
  MODEL_REQUEST: 'MODEL_REQUEST',
  TOOL_USE: 'TOOL_USE',
  TOOL_RESULT: 'TOOL_RESULT',
  TOOL_DECISION: 'TOOL_DECISION',
  ASSISTANT_STOP: 'ASSISTANT_STOP',
  SUBAGENT_START: 'SUBAGENT_START',
  SUBAGENT_STOP: 'SUBAGENT_STOP',
  COMPACTION: 'COMPACTION',
  NOTIFICATION: 'NOTIFICATION',
  API_ERROR: 'API_ERROR',
  OTHER: 'OTHER',
} as const satisfies { readonly [Type in DomainEventType]: Type };
export type EventType = DomainEventType;

export const TimeBasis = {
  PRODUCER: 'PRODUCER',
  RECEIVED: 'RECEIVED',
  NONE: 'NONE',
} as const satisfies { readonly [Basis in DomainTimeBasis]: Basis };
export type TimeBasis = DomainTimeBasis;

export const EventSource = {
  NATIVE: 'NATIVE',
  TRANSCRIPT: 'TRANSCRIPT',
  STREAM: 'STREAM',
  OTLP: 'OTLP',
  HOOK: 'HOOK',
} as const satisfies { readonly [Source in SourceKind]: Source };
export type EventSource = SourceKind;

export const ToolVerdict = { ALLOW: 'ALLOW', DENY: 'DENY' } as const;
export type ToolVerdict = keyof typeof ToolVerdict;

export const TimelineOrder = { EVENT_TIME: 'EVENT_TIME', RECEIVED_AT: 'RECEIVED_AT' } as const;
export type TimelineOrder = keyof typeof TimelineOrder;

registerEnumType(EventType, {
  name: 'EventType',
  description: 'What an event says.',
  valuesConfig: {
    SESSION_START: { description: 'The session began, or was resumed.' },
    SESSION_END: { description: 'The client said that the session ended.' },
    SESSION_KILLED: { description: 'A kill or a revocation was confirmed.' },
    SESSION_CONTINUED: { description: 'The session carries on the history of another.' },
    USER_PROMPT: { description: 'A person prompted: one turn.' },
    MODEL_REQUEST: { description: 'One request to a model, whole.' },
    TOOL_USE: { description: 'A tool was called.' },
    TOOL_RESULT: { description: 'A tool answered.' },
    TOOL_DECISION: { description: 'A use of a tool was allowed or denied.' },
    ASSISTANT_STOP: { description: 'The assistant finished a turn.' },
    SUBAGENT_START: { description: 'A subagent was started.' },
    SUBAGENT_STOP: { description: 'A subagent stopped.' },
    COMPACTION: { description: 'The context was compacted.' },
    NOTIFICATION: { description: 'The client notified the person.' },
    API_ERROR: { description: 'A request to a model failed.' },
    OTHER: { description: 'Anything else that the client recorded with an identity of its own.' },
  },
});
registerEnumType(TimeBasis, {
  name: 'TimeBasis',
  description: "Whose clock an event's time is from.",
  valuesConfig: {
    PRODUCER: { description: "The producer's." },
    RECEIVED: { description: "The receiver's: the producer's was before 2020 or over ten minutes ahead." },
    NONE: { description: 'The producer gave no time.' },
  },
});
registerEnumType(EventSource, {
  name: 'EventSource',
  description: 'Which kind of source reported an event. Where sources differ, the first in this list holds.',
  valuesConfig: {
    NATIVE: { description: 'Events of the service itself, by its own schema.' },
    TRANSCRIPT: { description: 'Transcripts that the coding agent keeps.' },
    STREAM: { description: 'What the coding agent printed while it ran, such as stream-json.' },
    OTLP: { description: 'OpenTelemetry.' },
    HOOK: { description: "The coding agent's hooks." },
  },
});
registerEnumType(ToolVerdict, {
  name: 'ToolVerdict',
  description: 'What was decided about the use of a tool.',
  valuesConfig: {
    ALLOW: { description: 'It may be used.' },
    DENY: { description: 'It may not.' },
  },
});
registerEnumType(TimelineOrder, {
  name: 'TimelineOrder',
  description: 'Which clock a timeline goes by. It always begins with the oldest.',
  valuesConfig: {
    EVENT_TIME: { description: 'The time of the event; an untimed one stands at its receipt.' },
    RECEIVED_AT: { description: 'When the event was first received.' },
  },
});

/** The named value, or null where it is absent or of a release that knew others. */
export function toChoice<Choice extends string>(
  choices: { readonly [Name in Choice]: Name },
  text: string | null,
): Choice | null {
  return text !== null && Object.hasOwn(choices, text) ? (text as Choice) : null;
}
