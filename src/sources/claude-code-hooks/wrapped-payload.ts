import { asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import type { Fault } from './fault.js';
import { type ForwarderEnvelope, readEnvelope } from './forwarder-envelope.js';
import { hookInstant } from './hook-instant.js';
import { hookNamedByWrapper, hookNameOf } from './hook-name.js';

/** A hook's payload out of whatever a logger or forwarder put around it. */
export interface UnwrappedPayload {
  /** As the client wrote it: without what a logger added to it. */
  readonly payload: JsonObject;
  /** Name of the hook; null where neither payload nor wrapper tell it. */
  readonly hook: string | null;
  readonly sessionId: string | null;
  /** True where there is something in the place of a session id that cannot name one. */
  readonly sessionIdUnusable: boolean;
  /** Epoch milliseconds, by the wrapper's clock; null where none is noted. */
  readonly at: number | null;
  readonly envelope: ForwarderEnvelope | null;
}

/** What loggers call the payload, and what they call the time at which they had it. */
const HOLDERS = ['payload', 'data', 'hook', 'input'];
const TIMES = ['captured_at', 'logged_at', 'received_at', 'timestamp', 'ts'];
/** A forwarder's envelope around a server's record around the payload. */
const MAX_LAYERS = 4;

export function unwrapPayload(record: JsonObject): UnwrappedPayload | Fault {
  const layers = layersOf(record);
  const innermost = layers.at(-1) ?? record;
  const foreign = otherProduct(innermost);
  if (foreign !== null) return foreign;

  const enveloped = layers.find((layer) => layer['runtrail'] !== undefined && layer['runtrail'] !== null);
  const envelope = enveloped === undefined ? null : readEnvelope(enveloped['runtrail']);
  if (envelope !== null && 'code' in envelope) return envelope;

  const inward = layers.toReversed();
  const payload = Object.fromEntries(
    Object.entries(innermost).filter(([member]) => member !== 'runtrail' && !TIMES.includes(member)),
  );
  return {
    payload,
    hook: hookOf(payload, layers.slice(0, -1)),
    sessionId: firstOf(inward, (layer) => usableId(layer['session_id'])),
    sessionIdUnusable: inward.some((layer) => asText(layer['session_id']) !== null),
    at: envelope?.receivedAt ?? firstOf(layers, timeOf),
    envelope,
  };
}

function hookOf(payload: JsonObject, wrappers: readonly JsonObject[]): string | null {
  if (asText(payload['hook_event_name']) !== null) return hookNameOf(payload);
  return firstOf(wrappers, hookNamedByWrapper) ?? hookNamedByWrapper(payload) ?? hookNameOf(payload);
}

/** The record and what it holds, from the outside in. */
function layersOf(record: JsonObject): readonly JsonObject[] {
  const layers = [record];
  for (let layer = heldBy(record); layer !== null && layers.length < MAX_LAYERS; layer = heldBy(layer)) {
    layers.push(layer);
  }
  return layers;
}

function heldBy(layer: JsonObject): JsonObject | null {
  for (const holder of HOLDERS) {
    const held = asObjectOrJson(layer[holder]);
    if (held !== null && looksLikePayload(held)) return held;
  }
  return null;
}

/** Members of which a client's payload, or a record around one, has at least one. */
const TELLTALES = ['hook_event_name', 'hook_event_type', 'session_id', 'transcript_path', 'tool_name'];

function looksLikePayload(value: JsonObject): boolean {
  return (
    TELLTALES.some((member) => typeof value[member] === 'string') || HOLDERS.some((h) => isObject(value[h]))
  );
}

/** Databases keep the payload as JSON text. */
function asObjectOrJson(value: unknown): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function timeOf(layer: JsonObject): number | null {
  return firstOf(TIMES, (member) => hookInstant(layer[member]));
}

function firstOf<T, V>(items: readonly T[], pick: (item: T) => V | null): V | null {
  for (const item of items) {
    const value = pick(item);
    if (value !== null) return value;
  }
  return null;
}

const OTHER_CLIENTS = /[\\/]\.(codex|copilot|cursor|factory|gemini|grok|qwen)[\\/]/;

/** Other agents run hooks too, some with the same members: their sessions are not Claude Code's. */
function otherProduct(payload: JsonObject): Fault | null {
  const transcript = asText(payload['transcript_path']) ?? asText(payload['transcriptPath']) ?? '';
  const folder = transcript.includes('.claude') ? undefined : OTHER_CLIENTS.exec(transcript)?.[1];
  const isCamelCase =
    typeof payload['hookEventName'] === 'string' && payload['hook_event_name'] === undefined;
  if (folder === undefined && !isCamelCase && typeof payload['cursor_version'] !== 'string') return null;
  const by = folder === undefined ? 'another agent' : `another agent, whose folder is .${folder}`;
  return {
    code: 'OTHER_PRODUCT',
    reason: `The payload is of a hook of ${by}; this reader takes Claude Code's alone: send it as native events.`,
  };
}
