import type { Json } from './requests.js';

/** Writes the OTLP/JSON form of a request as protobuf, by the field numbers of opentelemetry-proto 1.x. */
export function protobufOf(type: 'logs' | 'traces' | 'metrics', request: Json): Buffer {
  const [resources, scopes, records, record] = {
    logs: ['resourceLogs', 'scopeLogs', 'logRecords', logRecord],
    traces: ['resourceSpans', 'scopeSpans', 'spans', spanMessage],
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics', metric],
  }[type] as [string, string, string, (json: Json) => Buffer];
  return messages(1, request[resources], (group) =>
    Buffer.concat([
      message(1, keyValues(1, (group['resource'] as Json)['attributes'])),
      messages(2, group[scopes], (scoped) => {
        const scope = scoped['scope'] as Json;
        return Buffer.concat([
          message(1, Buffer.concat([text(1, scope['name']), text(2, scope['version'])])),
          messages(2, scoped[records], record),
        ]);
      }),
    ]),
  );
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

export function message(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([tag(field, 2), varint(BigInt(bytes.length)), bytes]);
}

export function anyValue(value: unknown): Buffer {
  const held = (value ?? {}) as Json;
  if (typeof held['stringValue'] === 'string') return message(1, Buffer.from(held['stringValue']));
  if (typeof held['boolValue'] === 'boolean')
    return Buffer.concat([tag(2, 0), varint(held['boolValue'] ? 1n : 0n)]);
  if (held['intValue'] !== undefined)
    return Buffer.concat([tag(3, 0), varint(BigInt(held['intValue'] as number))]);
  if (typeof held['doubleValue'] === 'number') {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(held['doubleValue']);
    return Buffer.concat([tag(4, 1), double]);
  }
  const list = (name: string): unknown => (held[name] as Json)['values'];
  if (held['arrayValue'] !== undefined) return message(5, messages(1, list('arrayValue'), anyValue));
  if (held['kvlistValue'] !== undefined) return message(6, keyValues(1, list('kvlistValue')));
  if (typeof held['bytesValue'] === 'string') return message(7, Buffer.from(held['bytesValue'], 'base64'));
  return Buffer.alloc(0);
}

function logRecord(json: Json): Buffer {
  return Buffer.concat([
    fixed64(1, json['timeUnixNano']),
    text(3, json['severityText']),
    json['body'] === undefined || json['body'] === null
      ? Buffer.alloc(0)
      : message(5, anyValue(json['body'])),
    keyValues(6, json['attributes']),
    hex(9, json['traceId']),
    hex(10, json['spanId']),
    fixed64(11, json['observedTimeUnixNano']),
    text(12, json['eventName']),
  ]);
}

function spanMessage(json: Json): Buffer {
  const status = (json['status'] ?? {}) as Json;
  const code = typeof status['code'] === 'number' ? status['code'] : 0;
  return Buffer.concat([
    hex(1, json['traceId']),
    hex(2, json['spanId']),
    hex(4, json['parentSpanId']),
    text(5, json['name']),
    fixed64(7, json['startTimeUnixNano']),
    fixed64(8, json['endTimeUnixNano']),
    keyValues(9, json['attributes']),
    message(15, Buffer.concat([text(2, status['message']), tag(3, 0), varint(BigInt(code))])),
  ]);
}

/** The value stands where a decoder that only counts points passes it by. */
function metric(json: Json): Buffer {
  const kinds = { gauge: [5, 7], sum: [7, 7], histogram: [9, 9] } as const;
  const parts = [text(1, json['name'])];
  for (const [kind, [field, attributesField]] of Object.entries(kinds)) {
    const data = json[kind] as Json | undefined;
    if (data === undefined) continue;
    parts.push(
      message(
        field,
        messages(1, data['dataPoints'], (point) =>
          Buffer.concat([fixed64(3, point['timeUnixNano']), keyValues(attributesField, point['attributes'])]),
        ),
      ),
    );
  }
  return Buffer.concat(parts);
}

function keyValues(field: number, pairs: unknown): Buffer {
  return messages(field, pairs, (pair) =>
    Buffer.concat([text(1, pair['key']), message(2, anyValue(pair['value']))]),
  );
}

function messages(field: number, items: unknown, write: (item: Json) => Buffer): Buffer {
  return Buffer.concat(((items ?? []) as Json[]).map((item) => message(field, write(item))));
}

function tag(field: number, wireType: number): Buffer {
  return varint(BigInt(field * 8 + wireType));
}

function text(field: number, value: unknown): Buffer {
  return typeof value === 'string' ? message(field, Buffer.from(value)) : Buffer.alloc(0);
}

function hex(field: number, value: unknown): Buffer {
  return typeof value === 'string' ? message(field, Buffer.from(value, 'hex')) : Buffer.alloc(0);
}

function fixed64(field: number, value: unknown): Buffer {
  if (typeof value !== 'string') return Buffer.alloc(0);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return Buffer.concat([tag(field, 1), bytes]);
}
