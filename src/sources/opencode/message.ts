import type { SourceItem, TokenCounts } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { epochMs, microUsd, recorded, type Surroundings } from '../json-file/facts.js';
import {
  asArray,
  asCount,
  asName,
  asObject,
  asText,
  isObject,
  type JsonObject,
  usableId,
} from '../json-shape.js';
import { attachedFile } from '../claude-code/tool-touches.js';
import { modelRequestSummary } from '../summaries.js';
import type { PlacedMessage } from './placed-message.js';
import { readToolPart } from './tool-part.js';

export function readMessage(
  message: JsonObject,
  info: JsonObject,
  around: Surroundings,
  emit: (item: SourceItem) => void,
): void {
  const id = usableId(info['id']);
  const placed: PlacedMessage = {
    info,
    around,
    at: epochMs(asObject(info['time'])?.['created']),
    factId: (facet) =>
      id === null
        ? eventId.content(around.session, `${facet}\n${JSON.stringify(message)}`)
        : eventId.line(around.session, id, facet),
    emit,
  };
  const parts = asArray(message['parts']).filter(isObject);
  switch (info['role']) {
    case 'user':
      readUserMessage(placed, message, parts);
      return;
    case 'assistant':
      readAssistantMessage(placed, parts);
      return;
    default:
      emit({ kind: 'skip', name: `message: ${asName(info['role']) ?? 'no role'}` });
  }
}

/** A person's prompt; what the client wrote in the person's place has only synthetic parts, or none with text. */
function readUserMessage(placed: PlacedMessage, message: JsonObject, parts: readonly JsonObject[]): void {
  const { around, at, emit } = placed;
  const texts = parts.filter(
    (part) => part['type'] === 'text' && part['synthetic'] !== true && part['ignored'] !== true,
  );
  const text = texts.map((part) => asText(part['text']) ?? '').join(' ');
  if (parts.some((part) => part['type'] === 'compaction')) {
    const fact = recorded(around, {
      id: placed.factId('compaction'),
      at,
      summary: 'Conversation compacted',
      record: message,
    });
    emit({ kind: 'event', event: { ...fact, type: 'COMPACTION' } });
  } else if (text.trim() === '' || around.session.agentId !== undefined) {
    const name = around.session.agentId === undefined ? 'synthetic' : 'subagent-prompt';
    const fact = recorded(around, {
      id: placed.factId('prompt'),
      at,
      summary: `${name}: ${text}`,
      record: message,
    });
    emit({ kind: 'event', event: { ...fact, type: 'OTHER', name } });
  } else {
    const fact = recorded(around, {
      id: placed.factId('prompt'),
      at,
      summary: `Prompt: ${text}`,
      record: message,
    });
    emit({ kind: 'event', event: { ...fact, type: 'USER_PROMPT' } });
  }
  parts.forEach((part, index) => {
    if (part['type'] === 'file') readFilePart(placed, part, index);
  });
}

/** A file that the person attached: its content was put before the model. */
function readFilePart(placed: PlacedMessage, part: JsonObject, index: number): void {
  const source = asObject(part['source']);
  const path = asText(source?.['path']) ?? pathOfUrl(part['url']);
  if (path === null || part['mime'] === 'application/x-directory') return;
  const fact = recorded(placed.around, {
    id: placed.factId(`file:${index}`),
    at: placed.at,
    summary: `Attached: ${path}`,
    record: { ...part, url: asText(part['url'])?.startsWith('data:') === true ? 'data:' : part['url'] },
    touches: attachedFile(path, placed.around.context.cwd ?? null),
  });
  placed.emit({ kind: 'event', event: { ...fact, type: 'OTHER', name: 'file' } });
}

function pathOfUrl(url: unknown): string | null {
  if (typeof url !== 'string' || !url.startsWith('file://') || !URL.canParse(url)) return null;
  try {
    return decodeURIComponent(new URL(url).pathname) || null;
  } catch {
    // A stray percent sign: the path as it stands is the best there is.
    return new URL(url).pathname;
  }
}

function readAssistantMessage(placed: PlacedMessage, parts: readonly JsonObject[]): void {
  const { info, around, emit } = placed;
  emitRequests(placed, parts);
  parts.forEach((part, index) => {
    switch (part['type']) {
      case 'tool':
        readToolPart(placed, part, index);
        return;
      case 'retry':
        emitError(
          placed,
          asObject(part['error']),
          `retry:${index}`,
          epochMs(asObject(part['time'])?.['created']),
        );
        return;
      case 'text':
      case 'reasoning':
      case 'step-start':
      case 'step-finish':
        return;
      default:
        emit({ kind: 'skip', name: `part: ${asName(part['type']) ?? 'no type'}` });
    }
  });
  const error = asObject(info['error']);
  if (error !== null) emitError(placed, error, 'error', placed.at);
  const reasons = parts.filter((part) => part['type'] === 'step-finish').map((part) => part['reason']);
  if ((info['finish'] ?? reasons.at(-1)) !== 'stop') return;
  const fact = recorded(around, {
    id: placed.factId('stop'),
    at: epochMs(asObject(info['time'])?.['completed']) ?? placed.at,
    summary: `Turn ended: ${lastText(parts)}`,
  });
  emit({ kind: 'event', event: { ...fact, type: 'ASSISTANT_STOP' } });
}

function lastText(parts: readonly JsonObject[]): string {
  return asText(parts.findLast((part) => part['type'] === 'text')?.['text']) ?? '';
}

/** A turn that the person broke off is no error of the provider's. */
function emitError(placed: PlacedMessage, error: JsonObject | null, facet: string, at: number | null): void {
  const name = asName(error?.['name']) ?? 'Error';
  const text = asText(asObject(error?.['data'])?.['message']) ?? asText(error?.['message']) ?? '';
  const isAborted = name === 'MessageAbortedError';
  const fact = recorded(placed.around, {
    id: placed.factId(facet),
    at: at ?? placed.at,
    summary: isAborted ? 'Interrupted' : `API error: ${name}${text === '' ? '' : `: ${text}`}`,
    record: error ?? {},
  });
  placed.emit({
    kind: 'event',
    event: isAborted ? { ...fact, type: 'OTHER', name: 'interrupted' } : { ...fact, type: 'API_ERROR' },
  });
}

/**
 * A message is one request, or, before 1.0, one for each step: then the message has only the last step's tokens and the
 * steps have their own.
 */
function emitRequests(placed: PlacedMessage, parts: readonly JsonObject[]): void {
  const { info } = placed;
  const steps = parts.filter((part) => part['type'] === 'step-finish' && isObject(part['tokens']));
  if (steps.length > 1) {
    steps.forEach((step, index) => {
      emitRequest(placed, step, placed.factId(index === 0 ? 'request' : `request:${index}`));
    });
    return;
  }
  const [only] = steps;
  if (isObject(info['tokens'])) emitRequest(placed, info, placed.factId('request'));
  else if (only !== undefined) emitRequest(placed, only, placed.factId('request'));
  else emitRequest(placed, info, placed.factId('request'));
}

function emitRequest(placed: PlacedMessage, record: JsonObject, id: string): void {
  const { info, around, at, emit } = placed;
  const model = asName(info['modelID']) ?? asName(asObject(info['model'])?.['modelID']);
  const tokens = tokenCounts(record['tokens']);
  const cost = microUsd(record['cost']);
  const { system: _prompts, ...kept } = record;
  // The client writes 0 for a model whose price it does not know, and for a subscription: that is no cost.
  const isKnown = cost !== null && cost > 0;
  const fact = recorded(around, { id, at, summary: modelRequestSummary(model, tokens), record: kept });
  emit({
    kind: 'event',
    event: {
      ...fact,
      type: 'MODEL_REQUEST',
      model,
      tokens,
      costMicroUsd: isKnown ? cost : null,
      costBasis: isKnown ? 'REPORTED' : null,
    },
  });
}

/** `input` is the uncached part. Reasoning is beside `output`, unless the total shows that it is within it. */
function tokenCounts(said: unknown): TokenCounts | null {
  if (!isObject(said)) return null;
  const cache = asObject(said['cache']);
  const input = asCount(said['input']) ?? 0;
  const output = asCount(said['output']) ?? 0;
  const reasoning = asCount(said['reasoning']) ?? 0;
  const cacheRead = asCount(cache?.['read']) ?? 0;
  const cacheCreation = asCount(cache?.['write']) ?? 0;
  const isWithin = asCount(said['total']) === input + output + cacheRead + cacheCreation;
  return { input, output: isWithin ? output : output + reasoning, cacheRead, cacheCreation };
}
