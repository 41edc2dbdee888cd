import type { EventContext, SessionRef } from '../../events/event.js';
import { isRedacted } from '../../events/ids.js';
import { parseInstant } from '../instant.js';
import { asName, asObject, asText, usableId, wellFormed, type JsonObject } from '../json-shape.js';
import { normaliseRemote } from '../native/repository-remote.js';
import { absolutePath, accountOf } from '../recorded-paths.js';

export const PRODUCT = 'codex';
export const DISPLAY_NAME = 'Codex CLI';

/** What a `session_meta` line says of its thread. */
export interface ThreadMeta {
  readonly threadId: string;
  readonly session: SessionRef;
  /** The thread whose history this one carries on. */
  readonly forkedFrom: string | null;
  /** When the thread was created, epoch milliseconds: by its id where that tells, else as the line says. */
  readonly createdAt: number | null;
  readonly version: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly remote: string | null;
}

/** Null where the line has no id that can name a thread. */
export function threadMeta(payload: JsonObject): ThreadMeta | null {
  const threadId = usableId(payload['id']);
  if (threadId === null) return null;
  const git = asObject(payload['git']);
  const remote = unredacted(git?.['repository_url']);
  return {
    threadId,
    session: sessionOf(payload, threadId),
    forkedFrom: usableId(payload['forked_from_id']),
    createdAt: uuidTime(threadId) ?? parseInstant(payload['timestamp']),
    version: asName(payload['cli_version']),
    cwd: folderOf(payload['cwd']),
    branch: unredacted(git?.['branch']),
    remote: remote === null ? null : normaliseRemote(remote),
  };
}

/**
 * A subagent's rollout names the thread that spawned it, and since 0.14x in `session_id` the thread at the top, which
 * is another where subagents spawn subagents.
 */
function sessionOf(payload: JsonObject, threadId: string): SessionRef {
  const subagent = asObject(asObject(payload['source'])?.['subagent']);
  const parent =
    usableId(asObject(subagent?.['thread_spawn'])?.['parent_thread_id']) ??
    (subagent === null ? null : usableId(payload['parent_thread_id']));
  if (parent === null || parent === threadId) return { product: PRODUCT, sessionId: threadId };
  const top = usableId(payload['session_id']);
  const sessionId = top === null || top === threadId ? parent : top;
  return { product: PRODUCT, sessionId, agentId: threadId };
}

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i;

/** Epoch milliseconds at which a UUID of version 7 was made; null for any other id. */
export function uuidTime(id: string): number | null {
  const match = UUID_V7.exec(id);
  return match === null ? null : Number.parseInt(`${match[1] ?? ''}${match[2] ?? ''}`, 16);
}

/** A folder as the client writes it; newer clients write some as `file://` URLs. */
export function folderOf(value: unknown): string | null {
  const text = unredacted(value);
  return text === null ? null : text.replace(/^file:\/\/(?=\/)/, '');
}

function unredacted(value: unknown): string | null {
  const text = asText(value);
  return text === null || isRedacted(text) ? null : wellFormed(text);
}

/** What surrounds a thread's events: the latest that its turns say, over what its beginning says. */
export class ThreadContext {
  readonly #meta: ThreadMeta;
  readonly #root: string | null;
  #cwd: string | null;
  #model: string | null = null;
  #permissionMode: string | null = null;
  #context: EventContext | null = null;

  constructor(meta: ThreadMeta) {
    this.#meta = meta;
    this.#cwd = meta.cwd;
    this.#root = meta.cwd === null ? null : absolutePath(meta.cwd, null);
  }

  get model(): string | null {
    return this.#model;
  }

  get cwd(): string | null {
    return this.#cwd;
  }

  /** Takes over what a `turn_context` says; what it leaves out stays as it was. */
  turn(payload: JsonObject): void {
    this.#cwd = folderOf(payload['cwd']) ?? this.#cwd;
    const model = asName(payload['model']);
    if (model !== null && !isRedacted(model)) this.#model = model;
    this.#permissionMode = permissionMode(payload) ?? this.#permissionMode;
    this.#context = null;
  }

  /** A rollout carries no identity and no endpoint: who and where stay NOT_REPORTED. */
  get events(): EventContext {
    this.#context ??= this.#build();
    return this.#context;
  }

  #build(): EventContext {
    const { version, branch, remote } = this.#meta;
    const account = accountOf(this.#cwd);
    const repository = {
      ...(remote === null ? {} : { remote }),
      ...(this.#root === null ? {} : { root: this.#root }),
    };
    return {
      identityCarried: false,
      agent: { product: DISPLAY_NAME, ...(version === null ? {} : { version }) },
      ...(account === null ? {} : { osAccount: account }),
      ...(Object.keys(repository).length === 0 ? {} : { repository }),
      ...(this.#cwd === null ? {} : { cwd: this.#cwd }),
      ...(branch === null ? {} : { branch }),
      ...(this.#permissionMode === null ? {} : { permissionMode: this.#permissionMode }),
    };
  }
}

/** The client's own words for who approves and what the sandbox lets through: `never/danger-full-access`. */
function permissionMode(payload: JsonObject): string | null {
  const approval = policyName(payload['approval_policy']);
  const sandbox = policyName(payload['sandbox_policy']) ?? policyName(payload['permission_profile']);
  if (approval === null) return sandbox;
  return sandbox === null ? approval : `${approval}/${sandbox}`;
}

/** A policy is a word, an object that says its type (before 0.50 its mode), or an object with the word as its key. */
function policyName(policy: unknown): string | null {
  const fields = asObject(policy);
  const name = fields === null ? policy : (fields['type'] ?? fields['mode'] ?? Object.keys(fields)[0]);
  const word = asName(name);
  return word === null || isRedacted(word) ? null : word;
}
