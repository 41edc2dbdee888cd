import type { Call, Handler, Output, Shell } from './call.js';
import type { CommandSpec } from './commands.js';
import type { HttpMethod } from './facts.js';
import { hasOption, lastValue, type Arguments } from './options.js';
import { parseUrl } from './addresses.js';
import { enter } from './paths.js';
import { isKnown, withText, type Value } from './values.js';
import { readByTable } from './table-command.js';

const METHODS: ReadonlySet<string> = new Set<HttpMethod>([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

export function httpMethod(text: string | undefined): HttpMethod | undefined {
  const upper = text?.toUpperCase() ?? '';
  return METHODS.has(upper) ? (upper as HttpMethod) : undefined;
}

const CURL: CommandSpec = {
  operands: 'URLS',
  purpose: 'FETCH',
  read: 'K config netrc-file cacert key crlfile pubkey etag-compare hsts proxy-cacert proxy-cert proxy-key',
  write: 'o output c cookie-jar D dump-header trace trace-ascii etag-save libcurl stderr',
  skip:
    'A user-agent b cookie C continue-at d data data-ascii data-binary data-raw data-urlencode ' +
    'E cert cert-type ciphers capath ' +
    'connect-timeout connect-to create-file-mode curves delegation dns-interface dns-servers ' +
    'doh-url e referer engine ' +
    'expect100-timeout F form form-string ftp-account ftp-method P ftp-port h ' +
    'happy-eyeballs-timeout-ms H header interface ' +
    'ipfs-gateway json keepalive-time key-type krb limit-rate local-port login-options m ' +
    'max-time mail-auth mail-from mail-rcpt ' +
    'max-filesize max-redirs noproxy oauth2-bearer output-dir parallel-max pass pinnedpubkey ' +
    'proto proto-default proto-redir ' +
    'proxy-header U proxy-user Q quote r range rate X request request-target resolve retry ' +
    'retry-delay retry-max-time ' +
    'sasl-authzid service-name Y speed-limit y speed-time t telnet-option z time-cond tls-max ' +
    'tls13-ciphers T upload-file url ' +
    'url-query u user unix-socket abstract-unix-socket aws-sigv4 variable w write-out alt-svc x ' +
    'proxy preproxy proxy1.0 socks4 ' +
    'socks4a socks5 socks5-hostname proxy-pass tftp-blksize hostpubmd5 hostpubsha256 haproxy-clientip',
};

const CURL_PROXY: readonly string[] = [
  'x',
  'proxy',
  'preproxy',
  'proxy1.0',
  'socks4',
  'socks4a',
  'socks5',
  'socks5-hostname',
];
const CURL_BODY: readonly string[] = [
  'd',
  'data',
  'data-ascii',
  'data-binary',
  'data-raw',
  'data-urlencode',
  'json',
];

function curlMethod(options: Arguments['options']): HttpMethod | undefined {
  const named = lastValue(options, 'X', 'request');
  if (named) return httpMethod(named.text);
  if (hasOption(options, 'I', 'head')) return 'HEAD';
  if (hasOption(options, 'G', 'get')) return 'GET';
  if (hasOption(options, 'T', 'upload-file')) return 'PUT';
  return hasOption(options, 'F', 'form', 'form-string', ...CURL_BODY) ? 'POST' : 'GET';
}

/** The file that an option of curl names inside its value: `@body.json`, `photo=@cat.png;type=image/png`. */
function curlFile(name: string, value: Value): string | undefined {
  const { text } = value;
  switch (name) {
    case 'd':
    case 'data':
    case 'data-ascii':
    case 'data-binary':
    case 'json':
    case 'H':
    case 'header':
    case 'proxy-header':
    case 'w':
    case 'write-out':
      return text.startsWith('@') ? text.slice(1) : undefined;
    case 'data-urlencode':
      return /^[^=@]*@(.+)$/s.exec(text)?.[1];
    case 'F':
    case 'form':
      return /^[^=]*=[@<]"?([^;"]+)/.exec(text)?.[1];
    case 'T':
    case 'upload-file':
      return text === '.' ? undefined : text;
    case 'b':
    case 'cookie':
      return text.includes('=') || text === '' ? undefined : text;
    case 'E':
    case 'cert':
      return text.split(':')[0];
    default:
      return undefined;
  }
}

/** The name under which a download is kept: the last part of the URL's path. */
function remoteName(url: Value): string | undefined {
  const path = parseUrl(/^[a-z]+:\/\//i.test(url.text) ? url.text : `http://${url.text}`)?.url;
  const name = path
    ?.replace(/^[^:]+:\/\/[^/]*/, '')
    .split('/')
    .at(-1);
  return name === '' ? undefined : name;
}

function curl(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const { scope, name: by } = call;
  const { options, operands } = readByTable(shell, call, CURL);
  for (const { name, value } of options) {
    if (!value) continue;
    const file = curlFile(name, value);
    if (file !== undefined) facts.file(scope, withText(value, file), 'READ', by);
    if (CURL_PROXY.includes(name)) facts.urlOrAddress(scope, { by, purpose: 'OTHER' }, value);
    if (name === 'doh-url') facts.url(scope, { by, purpose: 'OTHER' }, value);
  }
  // Over a local socket the URL's host is a mere header.
  if (hasOption(options, 'unix-socket', 'abstract-unix-socket')) return undefined;
  const urls = [
    ...options.flatMap(({ name, value }) => (name === 'url' && value ? [value] : [])),
    ...operands,
  ];
  const method = curlMethod(options);
  const keepsNames = hasOption(options, 'O', 'remote-name', 'remote-name-all');
  const folder = lastValue(options, 'output-dir');
  const inside = scope.fork();
  if (folder) inside.directory = enter(scope.directory, folder.text);
  for (const url of urls) {
    facts.urlOrAddress(scope, { by, purpose: 'FETCH', method }, url);
    const name = keepsNames ? remoteName(url) : undefined;
    if (name !== undefined) facts.file(inside, withText(url, name), 'WRITE', by);
  }
  return undefined;
}

const WGET: CommandSpec = {
  operands: 'URLS',
  purpose: 'FETCH',
  read: 'load-cookies post-file body-file ca-certificate certificate private-key config',
  write: 'O output-document o output-file a append-output save-cookies warc-file',
  skip:
    'A accept B base D domains e execute i input-file I include-directories l level P ' +
    'directory-prefix Q quota R reject t tries ' +
    'T timeout U user-agent w wait X exclude-directories post-data body-data method header user ' +
    'password referer limit-rate ' +
    'bind-address cut-dirs default-page dns-timeout connect-timeout read-timeout waitretry ' +
    'prefer-family local-encoding ' +
    'remote-encoding secure-protocol http-user http-password proxy-user proxy-password ' +
    'accept-regex reject-regex max-redirect ' +
    'progress compression retry-on-http-error exclude-domains follow-tags ignore-tags',
};

function wget(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const { scope, name: by } = call;
  const { options, operands } = readByTable(shell, call, WGET);
  const input = lastValue(options, 'i', 'input-file');
  if (input && !facts.url(scope, { by, purpose: 'FETCH', method: 'GET' }, input))
    facts.file(scope, input, 'READ', by);
  const hasBody = hasOption(options, 'post-data', 'post-file', 'body-data', 'body-file');
  const named = lastValue(options, 'method');
  const isSpider = hasOption(options, 'spider');
  const method = named ? httpMethod(named.text) : hasBody ? 'POST' : isSpider ? 'HEAD' : 'GET';
  const isNamed = hasOption(
    options,
    'O',
    'output-document',
    'r',
    'recursive',
    'm',
    'mirror',
    'p',
    'page-requisites',
    'x',
  );
  const inside = scope.fork();
  const folder = lastValue(options, 'P', 'directory-prefix');
  if (folder) inside.directory = enter(scope.directory, folder.text);
  for (const url of operands) {
    facts.urlOrAddress(scope, { by, purpose: 'FETCH', method }, url);
    const name = isNamed || isSpider ? undefined : remoteName(url);
    if (name !== undefined) facts.file(inside, withText(url, name), 'WRITE', by);
  }
  return undefined;
}

const HTTPIE: CommandSpec = {
  operands: 'NONE',
  purpose: 'FETCH',
  write: 'o output',
  read: 'cert cert-key',
  skip:
    'a auth A auth-type p print s style session session-read-only timeout verify pretty ' +
    'format-options max-redirects boundary raw ssl ciphers',
  url: 'proxy',
};

/** `http [METHOD] URL [header:value field=value field@file …]` */
function httpie(call: Call, shell: Shell): Output {
  const { scope, name: by } = call;
  const { operands } = readByTable(shell, call, HTTPIE);
  const named = /^[A-Z]+$/.test(operands[0]?.text ?? '') ? operands[0] : undefined;
  const [url, ...items] = named ? operands.slice(1) : operands;
  if (!url || !isKnown(withText(url, url.text.split('/')[0] ?? ''))) return undefined;
  const hasBody = items.some((item) => /^[^:=]*[^:=]:?=[^=]|@/.test(item.text));
  const method = named ? httpMethod(named.text) : hasBody ? 'POST' : 'GET';
  const address = /^:\d/.test(url.text) ? withText(url, `localhost${url.text}`) : url;
  shell.facts.urlOrAddress(scope, { by, purpose: 'FETCH', method }, address);
  for (const item of items) {
    const file = /^[^:=@]+(?::?=)?@(.+)$/s.exec(item.text)?.[1];
    if (file !== undefined) shell.facts.file(scope, withText(item, file), 'READ', by);
  }
  return undefined;
}

/** Clients of HTTP. */
export const HTTP_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['curl', curl],
  ['wget', wget],
  ['wget2', wget],
  ['http', httpie],
  ['https', httpie],
  ['xh', httpie],
  ['xhs', httpie],
]);
