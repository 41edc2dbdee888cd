import { asName, usableId } from '../../json-shape.js';
import type { PlacedRecord } from '../placed-record.js';
import type { Producer, RequestReading } from '../producer.js';
import type { OtlpRecord } from '../records.js';
import { contextOf } from '../surroundings.js';
import { claudeCodeEvents } from './claude-code-events.js';
import { PRODUCT } from './claude-code-facts.js';
import { readClaudeCodeSpan } from './claude-code-spans.js';

const PREFIX = 'claude_code.';

/**
 * Claude Code 1.0 to 2.1, https://code.claude.com/docs/en/monitoring-usage. Its log events are the truth, its spans
 * repeat them. Clients before 2.1 write every figure as text and name neither requests nor, mostly, tool calls: those
 * facts are known by their content and join no other source.
 */
export const claudeCode: Producer = {
  claims: ({ scope, resource, name, body }) =>
    scope.name.startsWith('com.anthropic.claude_code') ||
    resource['service.name'] === PRODUCT ||
    name.startsWith(PREFIX) ||
    (typeof body === 'string' && body.startsWith(PREFIX)),

  read(record, reading) {
    const { attributes, resource } = record;
    const sessionId =
      usableId(attributes['session.id']) ??
      usableId(attributes['gen_ai.conversation.id']) ??
      usableId(resource['session.id']);
    if (sessionId === null) {
      return {
        kind: 'fault',
        code: 'NO_SESSION_ID',
        reason:
          'The record of Claude Code names no session; leave OTEL_METRICS_INCLUDE_SESSION_ID unset or true, and let ' +
          'no collector drop session.id.',
      };
    }
    const name = nameOf(record);
    const placed = place(record, name, sessionId, reading);
    if (record.signal === 'traces') return readClaudeCodeSpan(placed, reading.spans);
    return { kind: 'events', events: claudeCodeEvents(placed) };
  },
};

function nameOf({ attributes, name, body }: OtlpRecord): string {
  const said = asName(attributes['event.name']) ?? asName(name) ?? asName(body) ?? 'unnamed';
  return said.startsWith(PREFIX) ? said.slice(PREFIX.length) : said;
}

function place(
  record: OtlpRecord,
  name: string,
  sessionId: string,
  { receivedAt, names, spans }: RequestReading,
): PlacedRecord {
  const { attributes, resource } = record;
  // The report on a subagent is the parent's own record; a tool's inner span leaves the agent to the outer one.
  const agentId =
    name === 'subagent_completed'
      ? null
      : (usableId(attributes['agent_id']) ??
        spans.fromAncestors(record, (ancestor) => usableId(ancestor.attributes['agent_id'])));
  return {
    record,
    name,
    session: { product: PRODUCT, sessionId, ...(agentId === null ? {} : { agentId }) },
    context: contextOf(record, {
      product: 'Claude Code',
      version: asName(resource['service.version']) ?? asName(attributes['app.version']),
      identityCarried: true,
      permissionMode: asName(attributes['permission_mode']),
    }),
    receivedAt,
    content: names.nameOf(record),
  };
}
