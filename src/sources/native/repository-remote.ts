/**
 * A remote in its one spelling: host and path, without scheme, credentials, port and `.git`, the host in lower case.
 * `https://bot:token@GitHub.com/acme/payments.git` and `git@github.com:acme/payments` are `github.com/acme/payments`.
 */
export function normaliseRemote(remote: string): string {
  const text = remote.trim();
  if (/^file:/i.test(text)) return text;
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?(?:\/(.*))?$/i.exec(text);
  const scpLike = /^(?:[^/@\s]*@)?([^/:@\s]{2,}):(?!\/\/)(.*)$/.exec(text);
  const plain = /^(?:[^/@\s]*@)?([^/:\s]+)\/(.*)$/.exec(text);
  const parts = url ?? scpLike ?? plain;
  const host = parts?.[1];
  if (host === undefined) return text;
  const path = (parts?.[2] ?? '')
    .replace(/[?#].*$/, '')
    .replace(/^\/+/, '')
    .replace(/(?:\/|\.git)+$/, '');
  return path === '' ? host.toLowerCase() : `${host.toLowerCase()}/${path}`;
}
