import { canonicalHost, hasScheme, parseRemotePath } from './addresses.js';
import type { Call, Handler, Output, Shell } from './call.js';
import type { CallKind } from './collector.js';
import { readOptions, takesValue } from './options.js';
import { withText, type Value } from './values.js';

/** How one package manager names the places that it fetches from. */
interface PackageManager {
  /** Options whose value is the address of an index or registry, or of a package. */
  readonly url?: string;
  /** Options whose value is a list of packages in a file. */
  readonly read?: string;
  readonly skip?: string;
  /** Subcommands whose operands may name packages by URL or by file; others call nobody that the text names. */
  readonly fetches?: RegExp;
  /** Operands that are local packages. */
  readonly file?: RegExp;
}

const NODE_FETCHES =
  /^(?:install|i|add|ci|update|up|upgrade|publish|view|info|show|audit|outdated|dlx|create|pack|login|search)$/;
const PYTHON_FETCHES = /^(?:install|download|wheel|add|sync|compile|upload|index|publish|inject)$/;

const NODE: PackageManager = {
  url: 'registry',
  skip: 'prefix w workspace C dir filter F loglevel tag omit include cache userconfig cwd',
  fetches: NODE_FETCHES,
  file: /\.(?:tgz|tar\.gz)$/,
};

const PIP: PackageManager = {
  url: 'i index-url extra-index-url f find-links proxy index default-index repository-url from',
  read: 'r requirement requirements c constraint constraints',
  skip:
    't target e editable d dest python python-version platform abi implementation w wheel-dir ' +
    'cache-dir p trusted-host cert client-cert timeout retries progress-bar extra group n name',
  fetches: PYTHON_FETCHES,
  file: /\.(?:whl|tar\.gz|zip)$/,
};

const MANAGERS: ReadonlyMap<string, PackageManager> = new Map<string, PackageManager>([
  ['npm', NODE],
  ['pnpm', NODE],
  ['yarn', NODE],
  ['bun', NODE],
  ['pip', PIP],
  ['pipx', PIP],
  ['uv', PIP],
  ['poetry', { ...PIP, skip: 'E extras P project C directory G group' }],
  ['pdm', PIP],
  ['pipenv', { ...PIP, url: 'i index pypi-mirror' }],
  ['twine', { ...PIP, skip: 'u username p password r c comment' }],
  [
    'cargo',
    {
      url: 'git index',
      skip:
        'branch tag rev version path features F p package bin example target profile root j jobs ' +
        'color manifest-path registry token',
      fetches: /^(?:install|add|fetch|publish|search)$/,
    },
  ],
  [
    'gem',
    {
      url: 's source clear-sources p http-proxy',
      skip: 'v version i install-dir n bindir platform',
      fetches: /^(?:install|update|fetch|push|sources)$/,
      file: /\.gem$/,
    },
  ],
  ['brew', { fetches: /^(?:install|tap|upgrade|fetch|reinstall)$/ }],
  [
    'conda',
    { url: 'c channel', skip: 'n name p prefix', read: 'f file', fetches: /^(?:install|create|update|env)$/ },
  ],
  [
    'mamba',
    { url: 'c channel', skip: 'n name p prefix', read: 'f file', fetches: /^(?:install|create|update|env)$/ },
  ],
  [
    'apt',
    {
      skip: 't target-release o option c config-file',
      fetches: /^(?:install|update|upgrade)$/,
      file: /\.deb$/,
    },
  ],
  [
    'apt-get',
    {
      skip: 't target-release o option c config-file',
      fetches: /^(?:install|update|upgrade)$/,
      file: /\.deb$/,
    },
  ],
  ['apt-key', { url: 'keyserver', skip: 'recv-keys', fetches: /^adv$/ }],
  ['dpkg', { skip: 'root', read: 'i install', fetches: /^$/ }],
  ['rpm', { skip: 'root', fetches: /./, file: /\.rpm$/ }],
  [
    'dnf',
    {
      url: 'repofrompath',
      skip: 'enablerepo disablerepo releasever',
      fetches: /^(?:install|update|upgrade)$/,
      file: /\.rpm$/,
    },
  ],
  [
    'yum',
    { skip: 'enablerepo disablerepo', fetches: /^(?:install|update|upgrade|localinstall)$/, file: /\.rpm$/ },
  ],
  [
    'apk',
    {
      url: 'X repository',
      skip: 't virtual p root',
      fetches: /^(?:add|update|upgrade|fetch)$/,
      file: /\.apk$/,
    },
  ],
  [
    'composer',
    {
      url: 'repository repository-url',
      skip: 'd working-dir',
      fetches: /^(?:install|require|update|create-project)$/,
    },
  ],
  [
    'helm',
    {
      url: 'repo',
      read: 'f values',
      skip: 'n namespace set version kube-context',
      fetches: /^(?:install|upgrade|pull|repo|template|registry|push|show)$/,
    },
  ],
  ['cpan', { fetches: /./ }],
  ['cpanm', { url: 'mirror from', fetches: /./ }],
  ['luarocks', { url: 'server', fetches: /^install$/ }],
  ['nix', { fetches: /^(?:run|build|shell|develop|flake|profile)$/ }],
  ['deno', { fetches: /^(?:install|cache|add)$/, skip: 'c config' }],
]);

const MAX_REFERENCE_LENGTH = 2048;

/** Hosted Git services that package managers know by a prefix. */
const HOSTED: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['bitbucket', 'bitbucket.org'],
]);

/** One package as a command names it: `https://…`, `git+ssh://…`, `name @ https://…`, `github:user/repo`. */
function callPackage(call: Call, shell: Shell, value: Value): boolean {
  const { facts } = shell;
  const kind: CallKind = { by: call.name, purpose: 'PACKAGE' };
  if (value.text.length > MAX_REFERENCE_LENGTH) return false;
  const url = /^(?:[\w.,[\]-]*(?: @ ?|@))?(?:[a-z]+\+)?([a-z]+:\/\/.*)$/is.exec(value.text)?.[1];
  if (url !== undefined) return facts.url(call.scope, kind, withText(value, url));
  const hosted = HOSTED.get(/^(\w+):[^/]/.exec(value.text)?.[1] ?? '');
  if (hosted !== undefined) {
    facts.host(call.scope, kind, { host: hosted }, 'MEDIUM');
    return true;
  }
  const remote = /@[^/]+:/.test(value.text) ? parseRemotePath(value.text.replace(/^git\+/, '')) : undefined;
  if (remote && canonicalHost(remote.host)?.includes('.')) {
    facts.host(call.scope, kind, remote, value.confidence);
    return true;
  }
  return false;
}

function runManager(call: Call, shell: Shell): Output {
  const manager = MANAGERS.get(call.name) ?? PIP;
  const { scope, name: by } = call;
  const lists = [manager.url, manager.read, manager.skip].filter((list) => list !== undefined);
  const { options, operands } = readOptions(call.args, { arity: takesValue(lists.join(' ')) });
  const first = operands[0]?.text ?? '';
  // `uv pip install`, `yarn global add`, `poetry source add`: the verb may stand second.
  const verb = /^(?:pip|global|tool|env|mcp)$/.test(first) ? (operands[1]?.text ?? '') : first;
  if (!manager.fetches?.test(verb) && by !== 'dpkg') return undefined;
  const urls = new Set(manager.url?.split(' '));
  const reads = new Set(manager.read?.split(' '));
  for (const { name, value } of options) {
    if (!value) continue;
    const isUrl = hasScheme(value.text);
    if (urls.has(name) || (isUrl && (reads.has(name) || name === 'e' || name === 'editable')))
      callPackage(call, shell, value);
    else if (reads.has(name)) shell.facts.file(scope, value, 'READ', by);
  }
  for (const operand of operands) {
    if (callPackage(call, shell, operand)) continue;
    if (manager.file?.test(operand.text)) shell.facts.file(scope, operand, 'READ', by);
  }
  return undefined;
}

/** `go run main.go`, `go get host/path`: modules come from a proxy, so a path names no host that is called. */
function go(call: Call, shell: Shell): Output {
  const [verb, ...args] = call.args;
  const { options, operands } = readOptions(args, {
    arity: takesValue(
      'o C run tags ldflags gcflags timeout count bench benchtime coverprofile covermode ' +
        'cpuprofile memprofile p mod modfile exec v',
    ),
    singleDash: true,
  });
  for (const { name, value } of options) {
    if (value && /^(?:o|coverprofile|cpuprofile|memprofile)$/.test(name))
      shell.facts.file(call.scope, value, 'WRITE', call.name);
  }
  if (!/^(?:run|build|vet|test)$/.test(verb?.text ?? '')) return undefined;
  for (const operand of operands)
    if (operand.text.endsWith('.go')) shell.facts.file(call.scope, operand, 'READ', call.name);
  return undefined;
}

/** Package managers: a host only where the command itself names one. */
export const PACKAGE_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...[...MANAGERS.keys()].map((name) => [name, runManager] as const),
  ['go', go],
]);
