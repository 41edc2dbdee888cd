import type {
  AgentRef,
  ApiKeyRef,
  EndpointRef,
  EventContext,
  FileTouch,
  RepositoryRef,
  SandboxRef,
  SessionRef,
  UserRef,
} from '../events/event.js';
import { sessionKey, topLevel } from '../events/ids.js';

/**
 * Identity: which node a reference in an event means. Strangers must not merge, and a thing that is known by the
 * same strong name everywhere must not split, so a name that many machines share is qualified by what is known.
 */

/** Host names that say nothing about which machine it is: defaults of systems, containers and runners. */
const GENERIC_HOST_NAMES =
  /^(?:localhost(?:\..*)?|(?:.*-)?macbook(?:-(?:pro|air))?(?:-\d+)?(?:\.local|\.lan|\.home)?|mac(?:-mini|-studio)?(?:\.local)?|imac(?:\.local)?|[0-9a-f]{12}|[0-9a-f]{64}|ubuntu|debian|fedora|kali|raspberrypi|runner|vm|host|desktop|laptop|pc|codespaces?(?:-.*)?|docker-desktop|buildkitsandbox|ip-\d+-\d+-\d+-\d+.*)$/;

/** A possessive in the default name (`Alices-MacBook-Pro.local`) makes it a person's own. */
const PERSONAL_HOST_NAME = /^[a-z0-9]{2,}s-(?:macbook|imac|mac|mbp)/;

export function isGenericHostName(name: string): boolean {
  const lower = name.toLowerCase();
  return GENERIC_HOST_NAMES.test(lower) && !PERSONAL_HOST_NAME.test(lower);
}

export function userKey(user: UserRef): string {
  return user.accountId !== undefined
    ? `account:${user.accountId}`
    : `email:${(user.email ?? '').toLowerCase()}`;
}

export function endpointKey(
  endpoint: EndpointRef,
  context: EventContext,
  session: SessionRef,
): string | null {
  if (endpoint.enrolmentId !== undefined) return `enrolled:${endpoint.enrolmentId}`;
  if (endpoint.hostName !== undefined) {
    const name = endpoint.hostName.toLowerCase();
    if (!isGenericHostName(name)) return `host:${name}`;
    const qualifier =
      context.user !== undefined
        ? userKey(context.user)
        : (endpoint.address ?? sessionKey(topLevel(session)));
    return `host:${name}@${qualifier}`;
  }
  return endpoint.address !== undefined ? `address:${endpoint.address.toLowerCase()}` : null;
}

export function agentKey(agent: AgentRef): string {
  return `${encodeURIComponent(agent.project ?? '-')}/${encodeURIComponent(agent.name ?? agent.product)}`;
}

export function sandboxKey(sandbox: SandboxRef): string {
  return `${encodeURIComponent(sandbox.project ?? '-')}/${encodeURIComponent(sandbox.name)}`;
}

/** A key known by its hint alone is an identity of its own and never merges with a fingerprint. */
export function apiKeyKey(key: ApiKeyRef): string | null {
  if (key.fingerprint !== undefined) return `fp:${key.fingerprint.toLowerCase()}`;
  return key.hint !== undefined ? `hint:${key.hint}` : null;
}

/** Folders that stand on countless machines: two sessions in them are not thereby in the same place. */
const GENERIC_ROOTS =
  /^(?:\/|\/(?:workspaces?|app|src|code|repo|project|work|data|mnt|root|usr\/src(?:\/app)?|home\/(?:user|ubuntu|node|runner|vscode|dev|agent|coder))|\/(?:tmp|private\/tmp|var\/folders|private\/var)(?:\/.*)?)$/;

function normaliseFolder(folder: string): string {
  const slashed = folder.replaceAll('\\', '/').replace(/\/{2,}/g, '/');
  return slashed.length > 1 ? slashed.replace(/\/$/, '') : slashed;
}

export function repositoryKey(
  repository: RepositoryRef,
  context: EventContext,
  session: SessionRef,
): string | null {
  if (repository.remote !== undefined) return `remote:${repository.remote}`;
  if (repository.root === undefined) return null;
  const root = normaliseFolder(repository.root);
  const endpoint = context.endpoint === undefined ? null : endpointKey(context.endpoint, context, session);
  const scope = endpoint ?? (GENERIC_ROOTS.test(root) ? sessionKey(topLevel(session)) : '');
  return `root:${scope}:${root}`;
}

/** Where a file is: its key, the key of what scopes it, and its path there. */
export interface FilePlace {
  readonly key: string;
  readonly place: string;
  readonly path: string;
  readonly repositoryKey: string | null;
}

/**
 * A file within a repository is known by its path in it, on any machine. Any other file belongs to its endpoint;
 * where that is not known, to the root folder the session worked in (files beside the same folder of the same person
 * are on the same machine), and failing that to the session.
 */
export function filePlace(touch: FileTouch, context: EventContext, session: SessionRef): FilePlace {
  const path = normaliseFolder(touch.path);
  const repository = context.repository;
  const repoKey = repository === undefined ? null : repositoryKey(repository, context, session);
  const isAbsolute = /^(?:\/|[A-Za-z]:\/|~)/.test(path);
  if (repository !== undefined && repoKey !== null) {
    if (!isAbsolute) return { key: `${repoKey}//${path}`, place: repoKey, path, repositoryKey: repoKey };
    const root = repository.root === undefined ? null : normaliseFolder(repository.root);
    if (root !== null && root !== '/' && path.startsWith(`${root}/`)) {
      const inside = path.slice(root.length + 1);
      return { key: `${repoKey}//${inside}`, place: repoKey, path: inside, repositoryKey: repoKey };
    }
  }
  const endpoint = context.endpoint === undefined ? null : endpointKey(context.endpoint, context, session);
  const place =
    endpoint ??
    (repoKey !== null && repoKey.startsWith('root::')
      ? `beside:${repoKey}`
      : `session:${sessionKey(topLevel(session))}`);
  return { key: `${place}//${path}`, place, path, repositoryKey: null };
}

/** What to call a repository in a list. */
export function repositoryName(repository: RepositoryRef): string {
  if (repository.remote !== undefined)
    return repository.remote.split('/').slice(1).join('/') || repository.remote;
  return (
    normaliseFolder(repository.root ?? '')
      .split('/')
      .at(-1) ||
    (repository.root ?? '')
  );
}
