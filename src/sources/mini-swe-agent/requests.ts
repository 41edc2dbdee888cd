import type { ModelRequest, TokenCounts } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { microUsd, recorded, secondsToMs, type Surroundings } from '../json-file/facts.js';
import { asCount, asName, asObject, isObject, type JsonObject, usableId } from '../json-shape.js';
import { modelRequestSummary } from '../summaries.js';

/** One request as a message records it. */
interface Request {
  readonly message: JsonObject;
  readonly responseId: string | null;
  readonly model: string | null;
  readonly tokens: TokenCounts | null;
  readonly costMicroUsd: number | null;
  readonly at: number | null;
}

/**
 * The requests of a run. From version 2 on each message has the cost of its request. Before, only the run's total is
 * known: then all requests are one, with their tokens summed, so that no cost is both reported and estimated.
 */
export function requestsOf(
  messages: readonly JsonObject[],
  info: JsonObject,
  around: Surroundings,
): readonly ModelRequest[] {
  const named = asName(asObject(asObject(info['config'])?.['model'])?.['model_name']);
  const requests = messages.flatMap((message) => request(message, named) ?? []);
  const stats = asObject(info['model_stats']) ?? {};
  const total = microUsd(stats['instance_cost']) ?? 0;
  const eachHasCost = requests.some(({ costMicroUsd }) => costMicroUsd !== null);
  if (eachHasCost || total === 0) return requests.map((each, index) => single(each, index, around));
  return [summed(requests, { total, model: named, stats }, around)];
}

function request(message: JsonObject, named: string | null): Request | null {
  const extra = asObject(message['extra']) ?? {};
  // The Responses interface's message is itself the response.
  const response = asObject(extra['response']) ?? (message['object'] === 'response' ? message : null);
  const isAnswer = message['role'] === 'assistant' || message['object'] === 'response';
  if (!isAnswer && response === null) return null;
  const cost = microUsd(extra['cost']) ?? 0;
  return {
    message,
    responseId: usableId(response?.['id']),
    model: asName(response?.['model']) ?? named,
    tokens: tokenCounts(response?.['usage']),
    costMicroUsd: cost === 0 ? null : cost,
    at: secondsToMs(extra['timestamp']),
  };
}

/** The prompt's count includes what was read from and written to a cache. */
function tokenCounts(usage: unknown): TokenCounts | null {
  if (!isObject(usage)) return null;
  const prompt = asCount(usage['prompt_tokens'] ?? usage['input_tokens']) ?? 0;
  const details = asObject(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const cacheRead = Math.min(
    prompt,
    asCount(usage['cache_read_input_tokens']) ?? asCount(details?.['cached_tokens']) ?? 0,
  );
  const cacheCreation = Math.min(prompt - cacheRead, asCount(usage['cache_creation_input_tokens']) ?? 0);
  return {
    input: prompt - cacheRead - cacheCreation,
    output: asCount(usage['completion_tokens'] ?? usage['output_tokens']) ?? 0,
    cacheRead,
    cacheCreation,
  };
}

function single(each: Request, index: number, around: Surroundings): ModelRequest {
  const { responseId, model, tokens, costMicroUsd, at } = each;
  const id =
    responseId === null
      ? eventId.line(around.session, `request-${index + 1}`, 'request')
      : eventId.modelRequest(around.session, { messageId: responseId });
  return {
    ...recorded(around, { id, at, summary: modelRequestSummary(model, tokens), record: each.message }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd,
    costBasis: costMicroUsd === null ? null : 'REPORTED',
  };
}

function summed(
  requests: readonly Request[],
  run: { readonly total: number; readonly model: string | null; readonly stats: JsonObject },
  around: Surroundings,
): ModelRequest {
  const known = requests.flatMap(({ tokens }) => tokens ?? []);
  const sum = (counter: 'input' | 'output' | 'cacheRead' | 'cacheCreation'): number =>
    known.reduce((all, tokens) => all + tokens[counter], 0);
  const tokens =
    known.length === 0
      ? null
      : {
          input: sum('input'),
          output: sum('output'),
          cacheRead: sum('cacheRead'),
          cacheCreation: sum('cacheCreation'),
        };
  const model = run.model ?? requests.find((each) => each.model !== null)?.model ?? null;
  const calls = asCount(run.stats['api_calls']) ?? requests.length;
  const id = eventId.ofSession(around.session, 'requests');
  const summary = `${modelRequestSummary(model, tokens)} (${calls} calls)`;
  return {
    ...recorded(around, { id, at: requests.at(-1)?.at ?? null, summary, record: run.stats }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: run.total,
    costBasis: 'REPORTED',
  };
}
