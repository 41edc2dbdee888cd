import type { ApiKeyRef, EndpointRef, UserRef } from '../../events/event.js';
import { isRedacted } from '../../events/ids.js';
import { asName, isObject, type JsonObject } from '../json-shape.js';
import { rawKeysOf } from '../native/raw-key.js';
import { normaliseRemote } from '../native/repository-remote.js';
import type { Fault } from './fault.js';

/**
 * What Runtrail's own forwarder knows of a payload beyond what the client wrote: the member `runtrail` beside it.
 *
 * {v: 1, record_id, received_at, endpoint?: {enrolment_id?, host_name?, address?}, os_account?, git_remote?,
 * key?: {fingerprint?, hint?}, user?: {email?, account_id?} | null}
 *
 * Members may be null or left out. `user: null` alone says something: the forwarder looked, and nobody is logged in.
 */
export interface ForwarderEnvelope {
  /** The forwarder's id of the record: the same in every attempt to deliver it. */
  readonly recordId: string;
  /** When the hook ran, by the endpoint's clock: epoch milliseconds. */
  readonly receivedAt: number;
  readonly endpoint?: EndpointRef;
  readonly osAccount?: string;
  /** In its one spelling, without credentials. */
  readonly remote?: string;
  readonly key?: ApiKeyRef;
  /** Null where the forwarder looked for a login and found none. */
  readonly user?: UserRef | null;
}

/** Reads `runtrail`; a member of a wrong kind is a fault, members that are not known are left alone. */
export function readEnvelope(value: unknown): ForwarderEnvelope | Fault {
  if (!isObject(value)) return fault('runtrail', 'must be an object');
  if (value['v'] !== 1) return fault('runtrail.v', 'must be 1, the only version that is read');
  const members = new Members();
  const recordId = members.text(value, 'record_id');
  const receivedAt = value['received_at'];
  const endpoint = endpointOf(members, value);
  const osAccount = members.text(value, 'os_account');
  const remote = members.text(value, 'git_remote', 4096);
  const key = keyOf(members, value);
  const user = value['user'] === null ? null : userOf(members, value);
  if (members.fault !== null) return members.fault;
  if (recordId === undefined) return fault('runtrail.record_id', 'is missing');
  if (typeof receivedAt !== 'number' || !Number.isSafeInteger(receivedAt) || receivedAt < 0) {
    return fault('runtrail.received_at', 'must be whole milliseconds since 1970-01-01 UTC');
  }
  return {
    recordId,
    receivedAt,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(osAccount === undefined ? {} : { osAccount }),
    ...(remote === undefined ? {} : { remote: normaliseRemote(remote) }),
    ...(key === undefined ? {} : { key }),
    ...(user === undefined ? {} : { user }),
  };
}

function endpointOf(members: Members, value: JsonObject): EndpointRef | undefined {
  const endpoint = members.object(value, 'endpoint');
  const enrolmentId = members.text(endpoint, 'endpoint.enrolment_id');
  const hostName = members.text(endpoint, 'endpoint.host_name');
  const address = members.text(endpoint, 'endpoint.address', 100);
  if (enrolmentId === undefined && hostName === undefined && address === undefined) return undefined;
  return {
    ...(enrolmentId === undefined ? {} : { enrolmentId }),
    ...(hostName === undefined ? {} : { hostName }),
    ...(address === undefined ? {} : { address }),
  };
}

function keyOf(members: Members, value: JsonObject): ApiKeyRef | undefined {
  const secrets = rawKeysOf({ context: { key: value['key'] } });
  if (secrets.length > 0) {
    members.note({
      ...fault('runtrail.key', 'may hold a raw key: send an HMAC of 40 to 128 hex digits, or `sk-...A3F2`'),
      secrets,
    });
    return undefined;
  }
  const key = members.object(value, 'key');
  const fingerprint = members.text(key, 'key.fingerprint')?.toLowerCase();
  const hint = members.text(key, 'key.hint');
  if (fingerprint === undefined && hint === undefined) return undefined;
  return { ...(fingerprint === undefined ? {} : { fingerprint }), ...(hint === undefined ? {} : { hint }) };
}

function userOf(members: Members, value: JsonObject): UserRef | undefined {
  const user = members.object(value, 'user');
  const accountId = members.text(user, 'user.account_id');
  const email = members.text(user, 'user.email')?.toLowerCase();
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    members.note(fault('runtrail.user.email', 'must be an e-mail address'));
  }
  if (accountId === undefined && email === undefined) return undefined;
  return {
    ...(accountId === undefined ? {} : { accountId }),
    ...(email === undefined ? {} : { email }),
    basis: 'LOGIN',
  };
}

/** Reads members one by one and keeps the first fault. */
class Members {
  fault: Fault | null = null;

  note(found: Fault): void {
    this.fault ??= found;
  }

  /** The text at the end of a path; undefined for none, and for what a redactor left in place of one. */
  text(of: JsonObject, path: string, maxLength = 512): string | undefined {
    const value = of[path.split('.').at(-1) ?? path];
    if (value === undefined || value === null || value === '') return undefined;
    const text = typeof value === 'string' && value.length <= maxLength ? oneLineText(value) : null;
    if (text === null) {
      this.note(fault(`runtrail.${path}`, `must be one line of text of at most ${maxLength} characters`));
      return undefined;
    }
    return isRedacted(text) ? undefined : text;
  }

  object(of: JsonObject, name: string): JsonObject {
    const value = of[name];
    if (isObject(value)) return value;
    if (value !== undefined && value !== null) this.note(fault(`runtrail.${name}`, 'must be an object'));
    return {};
  }
}

function oneLineText(value: string): string | null {
  if (value.length > 512) return /\p{Cc}|\p{Surrogate}/u.test(value) ? null : value;
  return asName(value);
}

function fault(member: string, what: string): Fault {
  return {
    code: 'BAD_ENVELOPE',
    reason: `What the forwarder added cannot be read: \`${member}\` ${what}. Correct it and send the payload again.`,
  };
}
