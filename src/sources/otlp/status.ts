import protobuf from 'protobufjs/light.js';

import type { OtlpEncoding } from './records.js';

/** Field 2, length-delimited: `message` of google.rpc.Status. */
const MESSAGE_TAG = (2 << 3) | 2;

/** The body of an answer that is no success, as OTLP/HTTP has it: a google.rpc.Status. */
export function encodeStatus(encoding: OtlpEncoding, message: string): Uint8Array {
  switch (encoding) {
    case 'json':
      return Buffer.from(JSON.stringify({ message }));
    case 'protobuf':
      return protobuf.Writer.create().uint32(MESSAGE_TAG).string(message).finish();
    default:
      return encoding satisfies never;
  }
}
