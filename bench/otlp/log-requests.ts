import { SeededRandom } from '../../src/demo/seeded-random.js';
import { encodeMessage } from '../../src/sources/otlp/messages.js';
import type { PlannedSession } from '../company/session-plans.js';

type Json = Readonly<Record<string, unknown>>;

/** The same request in the two encodings of OTLP/HTTP. */
export interface LogRequest {
  readonly json: Uint8Array;
  readonly protobuf: Uint8Array;
  readonly records: number;
}

/** What one session's agent would send as log events, in one export. */
export function logRequest({ ref, events }: PlannedSession): LogRequest {
  const random = new SeededRandom(`telemetry of ${ref.sessionId}`);
  const logRecords = events.flatMap(({ type, at, ...members }): Json[] => {
    const fields = fieldsOf({ type, ...members }, random);
    return fields === null || typeof at !== 'number' ? [] : [logRecord(ref.sessionId, at, fields)];
  });
  const resource = attributes({
    'service.name': 'claude-code',
    'service.version': '2.1.329',
    'host.arch': 'amd64',
    'os.type': 'linux',
  });
  const scope = { name: 'com.anthropic.claude_code.events', version: '2.1.329' };
  const request = {
    resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ scope, logRecords }] }],
  };
  // Resource, scope and records are bytes to the reader, so each is encoded by itself.
  const scopeLogs = {
    scope: encodeMessage('InstrumentationScope', scope),
    logRecords: logRecords.map((record) => encodeMessage('LogRecord', record)),
  };
  const resourceLogs = {
    resource: encodeMessage('Resource', { attributes: resource }),
    scopeLogs: [scopeLogs],
  };
  return {
    json: Buffer.from(JSON.stringify(request)),
    protobuf: encodeMessage('ExportLogsServiceRequest', { resourceLogs: [resourceLogs] }),
    records: logRecords.length,
  };
}

/** A log event as Claude Code writes it; null for what it writes none of. */
function fieldsOf(
  event: Readonly<Record<string, unknown>>,
  random: SeededRandom,
): { readonly name: string; readonly values: Json } | null {
  switch (event['type']) {
    case 'USER_PROMPT':
      return {
        name: 'user_prompt',
        values: { prompt_length: random.integer(20, 400), prompt: '<REDACTED>' },
      };
    case 'MODEL_REQUEST': {
      const tokens = event['tokens'] as Readonly<Record<string, number>>;
      return {
        name: 'api_request',
        values: {
          model: event['model'],
          request_id: event['requestId'],
          input_tokens: tokens['input'],
          output_tokens: tokens['output'],
          cache_read_tokens: tokens['cacheRead'],
          cache_creation_tokens: tokens['cacheCreation'],
          cost_usd: random.integer(100, 90_000) / 1e6,
          duration_ms: random.integer(900, 15_000),
        },
      };
    }
    case 'TOOL_RESULT':
      return {
        name: 'tool_result',
        values: {
          tool_name: event['tool'],
          tool_use_id: event['toolUseId'],
          success: String(event['isError'] !== true),
          duration_ms: event['durationMs'],
          tool_parameters: JSON.stringify({
            full_command: `npm test -- --filter part-${random.integer(1, 99)}`,
          }),
        },
      };
    default:
      return null;
  }
}

function logRecord(sessionId: string, at: number, { name, values }: { name: string; values: Json }): Json {
  const timeUnixNano = String(BigInt(at) * 1_000_000n);
  return {
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
    body: { stringValue: `claude_code.${name}` },
    attributes: attributes({
      'user.account_uuid': '7d9f0c52-64b1-4f0a-9e3b-2d5c8a1e6f40',
      'user.email': 'dana@example.com',
      'session.id': sessionId,
      'terminal.type': 'vscode',
      'event.name': name,
      'event.timestamp': new Date(at).toISOString(),
      ...values,
    }),
  };
}

function attributes(values: Json): Json[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): Json {
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  return { stringValue: String(value) };
}
