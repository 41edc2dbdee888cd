import type { ApiKeyRef, EndpointRef, EventContext, UserRef } from '../../events/event.js';
import { isRedacted } from '../../events/ids.js';
import { asArray, asName, asText, usableId } from '../json-shape.js';
import { rawKeysOf } from '../native/raw-key.js';
import { normaliseRemote } from '../native/repository-remote.js';
import { accountOf } from '../recorded-paths.js';
import type { OtlpRecord } from './records.js';
import type { Attributes, OtlpValue } from './wire-values.js';

/** What a producer knows about its own records. */
export interface ProducerFacts {
  /** Display name of the product. */
  readonly product: string;
  readonly version: string | null;
  /** A registered agent's own name. */
  readonly agentName?: string | null;
  /** True where this client's telemetry names the person that logged in, as a rule. */
  readonly identityCarried: boolean;
  readonly permissionMode?: string | null;
}

/** Names that a host gives itself when it has no name of its own. */
const NO_HOST = new Set(['localhost', 'unknown', 'localhost.localdomain']);

export function contextOf(record: OtlpRecord, facts: ProducerFacts): EventContext {
  const { resource } = record;
  const said = (name: string): OtlpValue | undefined => record.attributes[name] ?? resource[name];
  const user = userOf(said);
  const endpoint = endpointOf(said);
  const key = keyOf(record);
  const remote = usable(said('vcs.repository.url.full'));
  const cwd = usable(said('process.working_directory')) ?? usable(said('cwd'));
  const branch = usable(said('vcs.ref.head.name'));
  const account = asName(said('process.owner')) ?? accountOf(cwd);
  return {
    identityCarried: facts.identityCarried || user !== null,
    agent: {
      product: facts.product,
      ...(facts.version === null ? {} : { version: facts.version }),
      ...(facts.agentName === null || facts.agentName === undefined ? {} : { name: facts.agentName }),
    },
    ...(user === null ? {} : { user }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(account === null || isRedacted(account) ? {} : { osAccount: account }),
    ...(key === null ? {} : { key }),
    ...(remote === null ? {} : { repository: { remote: normaliseRemote(remote) } }),
    ...(cwd === null ? {} : { cwd }),
    ...(branch === null ? {} : { branch }),
    ...(facts.permissionMode === null || facts.permissionMode === undefined
      ? {}
      : { permissionMode: facts.permissionMode }),
  };
}

const EMAIL = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/;

/**
 * The person that logged in. `user.id` is the id of an installation with these clients and names nobody;
 * `enduser.id` is a person only where it is an e-mail address.
 */
function userOf(said: (name: string) => OtlpValue | undefined): UserRef | null {
  const email = [said('user.email'), said('enduser.id')].find(
    (value): value is string => typeof value === 'string' && EMAIL.test(value) && !isRedacted(value),
  );
  const accountId = usableId(said('user.account_uuid')) ?? usableId(said('user.account_id'));
  if (email === undefined && accountId === null) return null;
  return {
    ...(accountId === null ? {} : { accountId }),
    ...(email === undefined ? {} : { email: email.toLowerCase() }),
    basis: 'LOGIN',
  };
}

function endpointOf(said: (name: string) => OtlpValue | undefined): EndpointRef | null {
  const enrolmentId = usableId(said('runtrail.endpoint.id'));
  const hostName = [said('host.name'), said('host.id')]
    .map((value) => usableId(value))
    .find((name) => name !== null && !NO_HOST.has(name.toLowerCase()));
  if (enrolmentId === null && (hostName === undefined || hostName === null)) return null;
  return {
    ...(enrolmentId === null ? {} : { enrolmentId }),
    ...(hostName === undefined || hostName === null ? {} : { hostName }),
  };
}

const KEY_FINGERPRINT = 'runtrail.key.fingerprint';
const KEY_HINT = 'runtrail.key.hint';

/** Null for none, and for what may be a raw key in the place of its fingerprint or hint. */
function keyOf({ attributes, resource }: OtlpRecord): ApiKeyRef | null {
  const fingerprint = asName(attributes[KEY_FINGERPRINT] ?? resource[KEY_FINGERPRINT]);
  const hint = asName(attributes[KEY_HINT] ?? resource[KEY_HINT]);
  const safe = (member: string, value: string | null): boolean =>
    value !== null && !isRedacted(value) && rawKeysOf({ context: { key: { [member]: value } } }).length === 0;
  const key = {
    ...(fingerprint !== null && safe('fingerprint', fingerprint)
      ? { fingerprint: fingerprint.toLowerCase() }
      : {}),
    ...(hint !== null && safe('hint', hint) ? { hint } : {}),
  };
  return Object.keys(key).length === 0 ? null : key;
}

/** Attributes as they are kept: a raw key in the place of a fingerprint or hint is not. */
export function withoutRawKeys(attributes: Attributes): Attributes {
  if (!(KEY_FINGERPRINT in attributes || KEY_HINT in attributes)) return attributes;
  const entries = Object.entries(attributes).map(([name, value]): [string, OtlpValue] => {
    const member = name === KEY_FINGERPRINT ? 'fingerprint' : name === KEY_HINT ? 'hint' : null;
    if (member === null || rawKeysOf({ context: { key: { [member]: value } } }).length === 0)
      return [name, value];
    return [name, '[withheld]'];
  });
  return Object.fromEntries(entries);
}

function usable(value: OtlpValue | undefined): string | null {
  const text = asText(Array.isArray(value) ? asArray(value)[0] : value);
  return text === null || isRedacted(text) || text.length > 4096 || /\p{Cc}/u.test(text) ? null : text;
}
