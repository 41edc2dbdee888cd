import { createHash } from 'node:crypto';

import type { SessionRef } from './event.js';

/**
 * Deterministic ids. An id names a *fact*: a tool call by the provider's tool-use id, a model request by its
 * message and request ids, a transcript line by its uuid. Ids are 22 characters of base64url (132 bits of SHA-256).
 */

/** The first 22 base64url characters of SHA-256 over the parts, each length-prefixed so that none can run over. */
export function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url').slice(0, 22);
}

const ID_PREFIX = /^(?:msg|req|toolu|srvtoolu|call|chatcmpl|resp|gen|fc|ws)[_-]/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * True where an id was evidently drawn at random by its producer, so that two occurrences anywhere are one thing.
 * Hand-written and per-process ids (`u1`, `tool_001`, `functions.Bash:0`) and redaction marks are not: they name
 * something within their session only.
 */
export function isGlobalId(id: string): boolean {
  if (UUID.test(id)) return !/^(.)\1{7}-/.test(id) || new Set(id).size > 6;
  const body = id.replace(ID_PREFIX, '');
  if (!/^[A-Za-z0-9]{16,}$/.test(body)) return false;
  return /[0-9]/.test(body) && new Set(body).size >= 8;
}

/** True for a value that a redactor left in place of an id: it must never be an identity. */
export function isRedacted(id: string): boolean {
  return id === '' || /redacted|trimmed for fixture|^<.*>$|^\[.*\]$|^\*+$/i.test(id);
}

/** Key of a Session node: readable, and free of collisions because each part is percent-encoded. */
export function sessionKey(ref: SessionRef): string {
  const top = `${encodeURIComponent(ref.product)}/${encodeURIComponent(ref.sessionId)}`;
  return ref.agentId === undefined ? top : `${top}/${encodeURIComponent(ref.agentId)}`;
}

/** The session that a subagent belongs to; the session itself where it is none. */
export function topLevel(ref: SessionRef): SessionRef {
  return ref.agentId === undefined ? ref : { product: ref.product, sessionId: ref.sessionId };
}

/** An id drawn at random names a fact anywhere, any other only within its top-level session. */
function scoped(kind: string, ref: SessionRef, id: string): string {
  return isGlobalId(id)
    ? digest(kind, ref.product, id)
    : digest(kind, sessionKey(topLevel(ref)), ref.agentId ?? '', id);
}

export const eventId = {
  /** A tool call, by its tool-use id, whichever source reports it. */
  toolUse: (ref: SessionRef, toolUseId: string): string => scoped('tool-use', ref, toolUseId),
  toolResult: (ref: SessionRef, toolUseId: string): string => scoped('tool-result', ref, toolUseId),
  toolDecision: (ref: SessionRef, toolUseId: string): string => scoped('tool-decision', ref, toolUseId),
  /**
   * A model request. The request id names it where there is one, because every source that knows a request knows
   * that id; a message id alone names it otherwise. Ids that are not random need the pair and the session.
   */
  modelRequest(ref: SessionRef, ids: { readonly messageId?: string; readonly requestId?: string }): string {
    const { messageId, requestId } = ids;
    if (requestId !== undefined && isGlobalId(requestId)) return digest('request', ref.product, requestId);
    if (messageId !== undefined && isGlobalId(messageId)) return digest('message', ref.product, messageId);
    return digest('request', sessionKey(ref), requestId ?? '', messageId ?? '');
  },
  /** A line with an id of its own. `facet` tells apart several facts that one line states. */
  line: (ref: SessionRef, uuid: string, facet = ''): string => scoped(`line:${facet}`, ref, uuid),
  /** A fact about a session as a whole, such as one continuing another. */
  ofSession: (ref: SessionRef, fact: string): string => digest('session', sessionKey(ref), fact),
  /** The last resort for a record without any id: its content. Two identical records are then one. */
  content: (ref: SessionRef, content: string): string => digest('content', sessionKey(ref), content),
} as const;

/** The reference behind a Session node's key. */
export function parseSessionKey(key: string): SessionRef {
  const [product = '', sessionId = '', agentId] = key.split('/').map(decodeURIComponent);
  return { product, sessionId, ...(agentId === undefined ? {} : { agentId }) };
}
