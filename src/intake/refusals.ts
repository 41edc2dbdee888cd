import type { FastifyReply, FastifyRequest } from 'fastify';

import { DatabaseUnavailableError, QueryFailedError, QueryTimeoutError } from '../graph/errors.js';
import { OtlpDecodeError } from '../sources/otlp/decode.js';
import type { OtlpEncoding } from '../sources/otlp/records.js';
import { encodeStatus } from '../sources/otlp/status.js';
import { discard } from './bounded-body.js';
import {
  BodyError,
  BodyTooLargeError,
  EncodingError,
  IntakeFullError,
  IntakeStoppedError,
} from './intake-errors.js';

/** Why a request was not taken. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** For a refusal that passes: when to send the request again. */
  readonly retryAfterSeconds: number | null;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED',
  429: 'RATE_LIMITED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** Of a refused body so much is still read, so that its sender gets to the answer. */
const DISCARDED_BYTES = 64 * 1024 * 1024;

/** What a failure means to the sender. What nobody foresaw is logged and masked. */
export function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof IntakeFullError) return refusal(429, error.message, 1);
  if (error instanceof IntakeStoppedError) return refusal(503, error.message, 5);
  if (error instanceof DatabaseUnavailableError || error instanceof QueryTimeoutError) {
    return refusal(503, 'The database cannot store this now: send it again.', 2);
  }
  if (error instanceof QueryFailedError) {
    // Not the content's fault, or it would have become a reject: the sender is to keep it until this is mended.
    request.log.error({ err: error }, 'the database fails to store');
    return refusal(503, 'The database fails to store this: send it again; the log holds the cause.', 30);
  }
  if (error instanceof BodyTooLargeError) return refusal(413, error.message, null);
  if (error instanceof EncodingError) return refusal(415, error.message, null);
  if (error instanceof BodyError || error instanceof OtlpDecodeError) {
    return refusal(400, error.message, null);
  }
  request.log.error({ err: error }, 'a request was not taken in');
  return refusal(500, 'The service failed to store this: send it again; its log holds the cause.', null);
}

function refusal(status: number, message: string, retryAfterSeconds: number | null): Refusal {
  return { status, message, retryAfterSeconds };
}

/** As JSON. */
export function sendRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, message, retryAfterSeconds } = refusalOf(error, request);
  prepare(reply, status, retryAfterSeconds);
  return reply.send({ error: { code: CODES[status] ?? 'BAD_REQUEST', message } });
}

/** As OTLP has it: a google.rpc.Status in the request's own encoding. 429 and 503 ask to retry. */
export function sendOtlpRefusal(
  { status, message, retryAfterSeconds }: Refusal,
  encoding: OtlpEncoding,
  reply: FastifyReply,
): FastifyReply {
  prepare(reply, status, retryAfterSeconds);
  return reply
    .type(encoding === 'json' ? 'application/json' : 'application/x-protobuf')
    .send(encodeStatus(encoding, message));
}

function prepare(reply: FastifyReply, status: number, retryAfterSeconds: number | null): void {
  void reply.code(status);
  if (retryAfterSeconds !== null) void reply.header('retry-after', String(retryAfterSeconds));
  if (!reply.request.raw.readableEnded) discard(reply.request.raw, DISCARDED_BYTES);
}
