import type { EventContext, SessionRef, SourceItem } from '../../events/event.js';
import { digest, eventId } from '../../events/ids.js';
import type { JsonDocument } from '../json-file/document.js';
import { epochMs, recorded, type Surroundings, usablePath } from '../json-file/facts.js';
import type { Fault } from '../json-file/record.js';
import { asName, asObject, asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import { absolutePath, accountOf } from '../recorded-paths.js';
import { readMessage } from './message.js';

const PRODUCT = 'opencode';

/** The facts of an export: the session's start, and what its messages state. */
export function readExport(
  document: JsonDocument,
  receivedAt: number,
  emit: (item: SourceItem) => void,
): Fault | null {
  const { value: raw, notes } = document;
  const info = asObject(raw['info']) ?? {};
  if (!Array.isArray(raw['messages'])) {
    return { code: 'NO_MESSAGES', reason: 'The export has no list of messages; export the session again.' };
  }
  const messages: readonly unknown[] = raw['messages'];
  const session = sessionOf(info, messages);
  if (session === null) {
    return {
      code: 'NO_SESSION_ID',
      reason:
        'The export has neither a usable session id nor the time at which the session was created, perhaps because ' +
        'both were redacted; import the original export.',
    };
  }
  const around: Surroundings = { session, context: contextOf(info, null), receivedAt, notes };
  emitStart(info, around, emit);
  for (const message of messages) {
    const about = isObject(message) ? asObject(message['info']) : null;
    if (!isObject(message) || about === null) emit({ kind: 'skip', name: 'message: no info' });
    else readMessage(message, about, { ...around, context: contextOf(info, about) }, emit);
  }
  return null;
}

/**
 * The session's own id, else that of its messages. A publisher may have redacted them all: then the session is known by
 * where and when it was created. A session with a parent is a subagent of it.
 */
function sessionOf(info: JsonObject, messages: readonly unknown[]): SessionRef | null {
  const id =
    usableId(info['id']) ??
    messages
      .map((message) => usableId(asObject(asObject(message)?.['info'])?.['sessionID']))
      .find((each) => each !== null) ??
    createdId(info);
  if (id === null) return null;
  const parent = usableId(info['parentID']);
  return parent === null || parent === id
    ? { product: PRODUCT, sessionId: id }
    : { product: PRODUCT, sessionId: parent, agentId: id };
}

function createdId(info: JsonObject): string | null {
  const createdAt = epochMs(asObject(info['time'])?.['created']);
  if (createdAt === null) return null;
  return `created-${digest(String(createdAt), asText(info['directory']) ?? '', asText(info['version']) ?? '')}`;
}

function contextOf(info: JsonObject, message: JsonObject | null): EventContext {
  const path = asObject(message?.['path']);
  const cwd = usablePath(path?.['cwd']) ?? usablePath(info['directory']);
  const root = rootOf(usablePath(path?.['root']), cwd);
  const version = asName(info['version']);
  const account = accountOf(cwd);
  return {
    identityCarried: false,
    agent: { product: 'OpenCode', ...(version === null ? {} : { version }) },
    ...(account === null || /REDACTED/.test(account) ? {} : { osAccount: account }),
    ...(root === null ? {} : { repository: { root } }),
    ...(cwd === null ? {} : { cwd }),
  };
}

/** The client gives `/` as the root of a folder that is in no repository. */
function rootOf(root: string | null, cwd: string | null): string | null {
  const folder = absolutePath(root === null || root === '/' ? (cwd ?? '') : root, null);
  return folder === '/' ? null : folder;
}

function emitStart(info: JsonObject, around: Surroundings, emit: (item: SourceItem) => void): void {
  const at = epochMs(asObject(info['time'])?.['created']);
  if (at === null) return;
  const { session } = around;
  const title = asText(info['title']);
  const start = recorded(around, {
    id: eventId.ofSession(session, 'session-start'),
    at,
    summary: title === null ? 'Session created' : `Session created: ${title}`,
    record: info,
  });
  emit({ kind: 'event', event: { ...start, type: 'SESSION_START' } });
  if (session.agentId === undefined) return;
  const parent: SessionRef = { product: PRODUCT, sessionId: session.sessionId };
  const spawned = recorded(
    { ...around, session: parent },
    {
      id: eventId.ofSession(session, 'subagent-start'),
      at,
      summary: `Subagent ${session.agentId} started`,
    },
  );
  emit({ kind: 'event', event: { ...spawned, type: 'SUBAGENT_START', child: session } });
}
