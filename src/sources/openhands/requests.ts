import type { ModelRequest, TokenCounts } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { microUsd, recorded, secondsToMs, type Surroundings } from '../json-file/facts.js';
import { asArray, asCount, asName, asObject, isObject, type JsonObject, usableId } from '../json-shape.js';
import { modelRequestSummary } from '../summaries.js';
import type { Entry } from './entries.js';

interface Request {
  readonly responseId: string | null;
  readonly model: string | null;
  readonly tokens: TokenCounts | null;
  readonly costMicroUsd: number | null;
  readonly at: number | null;
  readonly record: unknown;
}

/**
 * The requests of a run. The metrics list their tokens and, beside them and without ids, their costs: where both lists
 * are equally long they belong together. Where the costs cannot be told apart, or only sums are kept, all requests are
 * one with the accumulated cost, so that no cost is both reported and estimated. Without metrics a request is known by
 * the response that events name.
 */
export function requestsOf(
  entries: readonly Entry[],
  metrics: JsonObject,
  around: Surroundings,
): readonly ModelRequest[] {
  const times = responseTimes(entries);
  const usages = asArray(metrics['token_usages']).filter(isObject);
  const costs = asArray(metrics['costs']).filter(isObject);
  const total = microUsd(metrics['accumulated_cost']) ?? 0;
  const accumulated = tokenCounts(metrics['accumulated_token_usage']);
  const arePaired = usages.length > 0 && (costs.length === usages.length || total === 0);
  if (arePaired) {
    return usages.map((usage, index) => {
      const cost = costs.length === usages.length ? costs[index] : undefined;
      const responseId = usableId(usage['response_id']);
      return event(
        {
          responseId,
          model: asName(usage['model']) ?? asName(cost?.['model']),
          tokens: tokenCounts(usage),
          costMicroUsd: microUsd(cost?.['cost']),
          at: times.get(responseId ?? '') ?? secondsToMs(cost?.['timestamp']),
          record: cost === undefined ? usage : { usage, cost },
        },
        index,
        around,
      );
    });
  }
  if (total > 0 || accumulated !== null) {
    const tokens = usages.length > 0 ? sumOf(usages) : accumulated;
    const model = asName(
      usages[0]?.['model'] ?? costs[0]?.['model'] ?? asObject(metrics['accumulated_token_usage'])?.['model'],
    );
    return [summed({ total, tokens, model, count: Math.max(usages.length, costs.length) }, metrics, around)];
  }
  return fromEntries(entries).map((request, index) => event(request, index, around));
}

/** The last metrics that an event carries: they are sums so far. */
export function metricsOf(entries: readonly Entry[]): JsonObject {
  return asObject(entries.findLast(({ raw }) => isObject(raw['llm_metrics']))?.raw['llm_metrics']) ?? {};
}

function responseTimes(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { responseId, at } of entries) {
    if (responseId !== null && at !== null && !times.has(responseId)) times.set(responseId, at);
  }
  return times;
}

/** One request for each response that an event names; results repeat the response of their call. */
function fromEntries(entries: readonly Entry[]): readonly Request[] {
  const seen = new Set<string>();
  const requests: Request[] = [];
  for (const { responseId, model, at, raw } of entries) {
    if (responseId === null || seen.has(responseId)) continue;
    seen.add(responseId);
    const response = asObject(asObject(raw['tool_call_metadata'])?.['model_response']);
    const tokens = tokenCounts(response?.['usage']);
    requests.push({
      responseId,
      model,
      tokens,
      costMicroUsd: null,
      at,
      record: { response_id: responseId, usage: response?.['usage'] },
    });
  }
  return requests;
}

/** The prompt's count includes what was read from and written to a cache. */
function tokenCounts(usage: unknown): TokenCounts | null {
  if (!isObject(usage)) return null;
  const prompt = asCount(usage['prompt_tokens']) ?? 0;
  const details = asObject(usage['prompt_tokens_details']);
  const cached =
    asCount(usage['cache_read_tokens']) ??
    asCount(usage['cache_read_input_tokens']) ??
    asCount(details?.['cached_tokens']) ??
    0;
  const written = asCount(usage['cache_write_tokens']) ?? asCount(usage['cache_creation_input_tokens']) ?? 0;
  const cacheRead = Math.min(prompt, cached);
  const cacheCreation = Math.min(prompt - cacheRead, written);
  const output = asCount(usage['completion_tokens']) ?? 0;
  return { input: prompt - cacheRead - cacheCreation, output, cacheRead, cacheCreation };
}

function sumOf(usages: readonly JsonObject[]): TokenCounts {
  const sum = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
  for (const usage of usages) {
    const tokens = tokenCounts(usage);
    sum.input += tokens?.input ?? 0;
    sum.output += tokens?.output ?? 0;
    sum.cacheRead += tokens?.cacheRead ?? 0;
    sum.cacheCreation += tokens?.cacheCreation ?? 0;
  }
  return sum;
}

function event(request: Request, index: number, around: Surroundings): ModelRequest {
  const { responseId, model, tokens, at } = request;
  const cost = request.costMicroUsd === 0 ? null : request.costMicroUsd;
  const id =
    responseId === null
      ? eventId.line(around.session, `request-${index + 1}`, 'request')
      : eventId.modelRequest(around.session, { messageId: responseId });
  return {
    ...recorded(around, { id, at, summary: modelRequestSummary(model, tokens), record: request.record }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: cost,
    costBasis: cost === null ? null : 'REPORTED',
  };
}

function summed(
  run: {
    readonly total: number;
    readonly tokens: TokenCounts | null;
    readonly model: string | null;
    readonly count: number;
  },
  metrics: JsonObject,
  around: Surroundings,
): ModelRequest {
  const { model, tokens, total, count } = run;
  const calls = count === 0 ? '' : ` (${count} calls)`;
  const { costs: _costs, token_usages: _usages, response_latencies: _latencies, ...sums } = metrics;
  return {
    ...recorded(around, {
      id: eventId.ofSession(around.session, 'requests'),
      at: null,
      summary: `${modelRequestSummary(model, tokens)}${calls}`,
      record: sums,
    }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: total === 0 ? null : total,
    costBasis: total === 0 ? null : 'REPORTED',
  };
}
