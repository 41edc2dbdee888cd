import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { SourceItem } from '../events/event.js';
import { claudeCodeHooks } from '../sources/claude-code-hooks/adapter.js';
import { nativeEvents } from '../sources/native/native-events.js';
import { decodeLogs, decodeMetrics, decodeTraces } from '../sources/otlp/decode.js';
import { readOtlpLogs, readOtlpMetrics, readOtlpTraces } from '../sources/otlp/read.js';
import type { OtlpEncoding, OtlpSignal } from '../sources/otlp/records.js';
import { encodeResponse, partialSuccess } from '../sources/otlp/response.js';
import type { SourceInput } from '../sources/source.js';
import { boundedBody, HeldBytes } from './bounded-body.js';
import type { IntakeQueue } from './intake-queue.js';
import { takeIn, type IntakeOutcome } from './intake.js';
import { refusalOf, sendOtlpRefusal, sendRefusal } from './refusals.js';

export interface IntakeRoutesOptions {
  readonly queue: Pick<IntakeQueue, 'submit'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Of one body, once inflated. 64 MiB unless told. */
  readonly maxBodyBytes?: number;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Of all OTLP requests at a time: each is decoded as a whole. */
const MAX_HELD_BYTES = 128 * 1024 * 1024;

/**
 * The doors of the service: `POST /v1/events` (native events), `POST /v1/hooks` (payloads of Claude Code's hooks, bare
 * or wrapped), and OTLP/HTTP at `/v1/logs`, `/v1/traces` and `/v1/metrics`. An answer of 200 means that all of the
 * body is committed in the graph, each record as an event or as a reject.
 */
export async function addIntakeRoutes(app: FastifyInstance, options: IntakeRoutesOptions): Promise<void> {
  const held = new HeldBytes(MAX_HELD_BYTES);
  await app.register((scope, _options, done) => {
    // Bodies are read as they come, whatever they call themselves: the content decides, and none is held whole.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    scope.post('/v1/events', (request, reply) => answerEvents(request, reply, options));
    scope.post('/v1/hooks', (request, reply) => answerHooks(request, reply, options));
    for (const signal of ['logs', 'traces', 'metrics'] as const) {
      scope.post(`/v1/${signal}`, (request, reply) =>
        answerOtlp({ signal, held, ...options }, request, reply),
      );
    }
    done();
  });
}

function inputOf(request: FastifyRequest, { now, maxBodyBytes }: IntakeRoutesOptions): SourceInput {
  return {
    name: `POST ${request.routeOptions.url ?? request.url} from ${request.ip}`,
    receivedAt: now(),
    chunks: boundedBody(request.raw, request.headers['content-encoding'], maxBodyBytes ?? MAX_BODY_BYTES),
  };
}

async function answerEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  options: IntakeRoutesOptions,
): Promise<FastifyReply> {
  try {
    const outcome = await takeIn(nativeEvents.read(inputOf(request, options)), options.queue);
    return await sendOutcome(outcome, reply);
  } catch (error) {
    return sendRefusal(error, request, reply);
  }
}

async function answerHooks(
  request: FastifyRequest,
  reply: FastifyReply,
  options: IntakeRoutesOptions,
): Promise<FastifyReply> {
  try {
    const items = claudeCodeHooks.read(inputOf(request, options));
    const outcome = await takeIn(asTheyHappen(items), options.queue);
    // Claude Code takes the answer's members for the hook's own output: it gets none. Of a batch with faults, which
    // no hook is, the sender has to learn.
    const isHook = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
    const isTaken = outcome.accepted + outcome.skipped > 0 && outcome.rejected === 0;
    if (isHook && isTaken) return await reply.code(200).send({});
    return await sendOutcome(outcome, reply);
  } catch (error) {
    return sendRefusal(error, request, reply);
  }
}

/** A hook's payload has no time, and is posted the moment that the hook runs. */
async function* asTheyHappen(items: AsyncIterable<SourceItem>): AsyncGenerator<SourceItem> {
  for await (const item of items) {
    if (item.kind === 'event' && item.event.at === null) {
      yield { kind: 'event', event: { ...item.event, live: true } };
    } else yield item;
  }
}

/** Of a body in which nothing could be read, the sender has to learn by the status. */
function sendOutcome(
  { accepted, rejected, skipped, rejects }: IntakeOutcome,
  reply: FastifyReply,
): FastifyReply {
  const listed = rejects.map(({ position, code, reason }) => ({ position, code, reason }));
  if (accepted + rejected + skipped === 0) {
    return reply.code(400).send({
      error: {
        code: 'EMPTY_BODY',
        message: 'The body holds no event.',
        nextStep: 'Send one JSON object a line, or one array.',
      },
    });
  }
  return reply
    .code(accepted + skipped === 0 ? 400 : 200)
    .send({ accepted, rejected, skipped, rejects: listed });
}

async function answerOtlp(
  options: IntakeRoutesOptions & { readonly signal: OtlpSignal; readonly held: HeldBytes },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { signal, held, queue } = options;
  const encoding = encodingOf(request);
  if (encoding === null) {
    return sendOtlpRefusal(
      { status: 415, message: 'Send application/x-protobuf or application/json.', retryAfterSeconds: null },
      'json',
      reply,
    );
  }
  try {
    const { name, receivedAt, chunks } = inputOf(request, options);
    const outcome = await held.holding(chunks, (body) =>
      takeIn(itemsOf(signal, body, encoding, { name, receivedAt }), queue),
    );
    const { errorMessage } = partialSuccess(outcome.rejects);
    const answer = encodeResponse(signal, encoding, { rejectedLogRecords: outcome.rejected, errorMessage });
    return await reply.code(200).type(contentTypeOf(encoding)).send(answer);
  } catch (error) {
    return sendOtlpRefusal(refusalOf(error, request), encoding, reply);
  }
}

function itemsOf(
  signal: OtlpSignal,
  body: Uint8Array,
  encoding: OtlpEncoding,
  origin: { readonly name: string; readonly receivedAt: number },
): Iterable<SourceItem> {
  switch (signal) {
    case 'logs':
      return readOtlpLogs(decodeLogs(body, encoding), origin);
    case 'traces':
      return readOtlpTraces(decodeTraces(body, encoding), origin);
    case 'metrics':
      return readOtlpMetrics(decodeMetrics(body, encoding), origin);
    default:
      return signal satisfies never;
  }
}

function encodingOf(request: FastifyRequest): OtlpEncoding | null {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  return type === 'application/json' ? 'json' : null;
}

function contentTypeOf(encoding: OtlpEncoding): string {
  return encoding === 'json' ? 'application/json' : 'application/x-protobuf';
}
