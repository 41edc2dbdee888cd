import { hasScheme, parseRemotePath } from './addresses.js';
import type { Call, Handler, Output, Shell } from './call.js';
import type { Confidence } from './facts.js';
import { hasOption, lastValue, readOptions, takesValue, type Arguments } from './options.js';
import { enter } from './paths.js';
import type { Scope } from './scope.js';
import { isKnown, withText, type Value } from './values.js';

const GLOBAL_TAKES = 'C c git-dir work-tree namespace exec-path config-env super-prefix';

/** One Git subcommand: its words, and the scope with the directory that `-C` chose. */
interface Subcommand {
  readonly by: string;
  readonly scope: Scope;
  readonly args: readonly Value[];
  readonly shell: Shell;
}

type SubcommandHandler = (sub: Subcommand) => void;

/** A repository as Git takes it: a URL, `host:path`, or a local path, which calls nobody. */
function callRepository({ by, scope, shell }: Subcommand, value: Value): boolean {
  const bare = /^(?:git\+|ext::)/.test(value.text)
    ? withText(value, value.text.replace(/^(?:git\+|ext::)/, ''))
    : value;
  if (hasScheme(bare.text)) return shell.facts.url(scope, { by, purpose: 'GIT' }, bare);
  const remote = parseRemotePath(bare.text);
  if (!remote) return false;
  const confidence: Confidence =
    remote.host.includes('.') || remote.host.includes(':') ? value.confidence : 'MEDIUM';
  shell.facts.host(scope, { by, purpose: 'GIT' }, remote, confidence);
  return true;
}

/** A URL, a path, or the name of a remote; without any, whatever the branch follows. */
function callRemote(sub: Subcommand, value: Value | undefined, confidence: Confidence = 'HIGH'): void {
  const { scope, shell, by } = sub;
  if (!value) {
    shell.facts.namedRemote(scope, by, undefined, confidence);
    return;
  }
  const configured = scope.remote(value.text);
  if (configured ? callRepository(sub, configured) : callRepository(sub, value)) return;
  const isName = /^[A-Za-z0-9][\w.-]*$/.test(value.text);
  if (isName) shell.facts.namedRemote(scope, by, value.text, confidence);
}

function files(
  { by, scope, shell }: Subcommand,
  values: readonly Value[],
  mode: 'READ' | 'WRITE' | 'DELETE',
  cap: Confidence,
): void {
  for (const value of values) shell.facts.file(scope, value, mode, by, cap);
}

function behindSeparator(parsed: Arguments): readonly Value[] {
  return parsed.endOfOptions === undefined ? [] : parsed.operands.slice(parsed.endOfOptions);
}

function clone(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, {
    arity: takesValue(
      'b branch o origin depth c config u upload-pack reference j jobs template separate-git-dir ' +
        'shallow-since shallow-exclude filter ' +
        'server-option bundle-uri reference-if-able ref-format',
    ),
  });
  const [repository] = operands;
  if (repository) callRepository(sub, repository);
}

function fetchRemote(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, {
    arity: takesValue(
      'depth deepen shallow-since shallow-exclude j jobs o server-option upload-pack filter ' +
        'refmap negotiation-tip X strategy-option s strategy',
    ),
  });
  if (hasOption(options, 'multiple', 'all')) {
    callRemote(sub, undefined);
    for (const remote of operands) callRemote(sub, remote);
    return;
  }
  callRemote(sub, operands[0]);
}

function push(sub: Subcommand): void {
  const { by, scope, shell } = sub;
  const { options, operands } = readOptions(sub.args, {
    arity: takesValue('o push-option receive-pack exec repo'),
  });
  if (hasOption(options, 'n', 'dry-run')) {
    callRemote(sub, operands[0], 'MEDIUM');
    return;
  }
  const [repository = lastValue(options, 'repo'), ...refs] = operands;
  callRemote(sub, repository);
  const forced = refs.filter((ref) => ref.text.startsWith('+'));
  const isForced = hasOption(options, 'f', 'force', 'force-with-lease', 'mirror');
  if (isForced || forced.length > 0) {
    for (const ref of isForced ? refs : forced) shell.facts.destructive(scope, 'FORCE_PUSH', by, ref);
    if (refs.length === 0)
      shell.facts.destructive(scope, 'FORCE_PUSH', by, repository && safeTarget(repository));
  }
  const isDelete = hasOption(options, 'd', 'delete', 'prune');
  for (const ref of refs) {
    if (isDelete || ref.text.startsWith(':'))
      shell.facts.destructive(scope, 'DELETE', by, withText(ref, ref.text.replace(/^:/, '')));
  }
}

/** A repository's URL may hold credentials: only a plain name is repeated. */
function safeTarget(repository: Value): Value | undefined {
  return hasScheme(repository.text) ? undefined : repository;
}

function lsRemote(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, { arity: takesValue('upload-pack o server-option sort') });
  callRemote(sub, operands[0]);
}

function remote(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, { arity: takesValue('t m') });
  const [action, name, url] = operands;
  switch (action?.text) {
    case 'add':
    case 'set-url':
      // Configures and calls nobody, but says where later commands go.
      if (name && url) sub.scope.setRemote(name.text, url);
      if (name && url && hasOption(options, 'f')) callRepository(sub, url);
      return;
    case 'update':
    case 'show':
    case 'prune':
      if (name ?? action.text === 'update') callRemote(sub, name, 'MEDIUM');
      return;
    default:
  }
}

function submodule(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, { arity: takesValue('b branch name reference depth j jobs') });
  const [action, url] = operands;
  if (action?.text === 'add' && url) callRepository(sub, url);
  if (action?.text === 'update') sub.shell.facts.namedRemote(sub.scope, sub.by, undefined, 'LOW');
}

function add(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, { arity: takesValue('chmod pathspec-from-file') });
  files(sub, operands, 'READ', 'MEDIUM');
}

function checkout(sub: Subcommand): void {
  const parsed = readOptions(sub.args, {
    arity: takesValue('b B c C orphan conflict s source pathspec-from-file'),
  });
  const paths = behindSeparator(parsed);
  files(sub, paths, 'WRITE', 'HIGH');
  for (const path of paths) sub.shell.facts.destructive(sub.scope, 'OVERWRITE', sub.by, path);
  if (hasOption(parsed.options, 'f', 'force') && paths.length === 0)
    sub.shell.facts.destructive(sub.scope, 'OVERWRITE', sub.by);
  const [only] = parsed.operands;
  if (only?.text === '.' && paths.length === 0)
    sub.shell.facts.destructive(sub.scope, 'OVERWRITE', sub.by, only);
}

function restore(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, {
    arity: takesValue('s source conflict pathspec-from-file'),
  });
  // Only the index changes.
  if (hasOption(options, 'S', 'staged') && !hasOption(options, 'W', 'worktree')) return;
  files(sub, operands, 'WRITE', 'HIGH');
  for (const path of operands) sub.shell.facts.destructive(sub.scope, 'OVERWRITE', sub.by, path);
}

function reset(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, { arity: takesValue('pathspec-from-file') });
  if (hasOption(options, 'hard')) sub.shell.facts.destructive(sub.scope, 'OVERWRITE', sub.by, operands[0]);
}

function remove(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, { arity: takesValue('pathspec-from-file') });
  if (hasOption(options, 'cached', 'n', 'dry-run')) return;
  files(sub, operands, 'DELETE', 'HIGH');
  for (const path of operands) sub.shell.facts.destructive(sub.scope, 'DELETE', sub.by, path);
}

function move(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, { arity: () => 0 });
  files(sub, operands.slice(0, -1), 'DELETE', 'HIGH');
  if (operands.length === 2) files(sub, operands.slice(1), 'WRITE', 'HIGH');
}

function clean(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, { arity: takesValue('e exclude') });
  if (hasOption(options, 'n', 'dry-run') || !hasOption(options, 'f', 'force')) return;
  sub.shell.facts.destructive(sub.scope, 'DELETE', sub.by, operands[0]);
}

/** `git branch -D name`, `git tag -d name`, `git stash drop`: history that goes. */
function dropRefs(sub: Subcommand): void {
  const { options, operands } = readOptions(sub.args, {
    arity: takesValue('m message F file u set-upstream-to sort format'),
  });
  const file = lastValue(options, 'F', 'file');
  if (file) files(sub, [file], 'READ', 'HIGH');
  if (!hasOption(options, 'd', 'D', 'delete')) return;
  for (const ref of operands) sub.shell.facts.destructive(sub.scope, 'DELETE', sub.by, ref);
}

function stash(sub: Subcommand): void {
  const [action, which] = sub.args;
  if (action && /^(?:drop|clear)$/.test(action.text))
    sub.shell.facts.destructive(sub.scope, 'DELETE', sub.by, which ?? action);
}

function diff(sub: Subcommand): void {
  const parsed = readOptions(sub.args, {
    arity: takesValue('U S G O output L n max-count since until author grep format date'),
  });
  files(sub, behindSeparator(parsed), 'READ', 'MEDIUM');
  const output = lastValue(parsed.options, 'output');
  if (output) files(sub, [output], 'WRITE', 'HIGH');
  if (hasOption(parsed.options, 'no-index')) files(sub, parsed.operands, 'READ', 'HIGH');
}

function blame(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, {
    arity: takesValue('L S since ignore-rev ignore-revs-file date C M'),
  });
  files(sub, operands.slice(-1), 'READ', 'MEDIUM');
}

function apply(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, {
    arity: takesValue('p C directory include exclude whitespace'),
  });
  files(sub, operands, 'READ', 'HIGH');
}

function commit(sub: Subcommand): void {
  const { options } = readOptions(sub.args, {
    arity: takesValue(
      'm message F file C c t template author date fixup squash trailer cleanup reuse-message',
    ),
  });
  for (const { name, value } of options)
    if (value && /^(?:F|file|t|template)$/.test(name)) files(sub, [value], 'READ', 'HIGH');
}

function archive(sub: Subcommand): void {
  const { options } = readOptions(sub.args, { arity: takesValue('o output remote format prefix exec') });
  const output = lastValue(options, 'o', 'output');
  if (output) files(sub, [output], 'WRITE', 'HIGH');
  const from = lastValue(options, 'remote');
  if (from) callRemote(sub, from);
}

/** `git config --file f`; `git config remote.origin.url …` says where later commands go. */
function config(sub: Subcommand): void {
  const { operands } = readOptions(sub.args, { arity: takesValue('f file blob type default comment') });
  const [key, url] = operands[0]?.text === 'set' ? operands.slice(1) : operands;
  const name = /^remote\.(.+)\.url$/.exec(key?.text ?? '')?.[1];
  if (name !== undefined && url && isKnown(url)) sub.scope.setRemote(name, url);
}

const SUBCOMMANDS: ReadonlyMap<string, SubcommandHandler> = new Map<string, SubcommandHandler>([
  ['clone', clone],
  ['fetch', fetchRemote],
  ['pull', fetchRemote],
  ['push', push],
  ['ls-remote', lsRemote],
  ['remote', remote],
  ['submodule', submodule],
  [
    'lfs',
    (sub) => {
      if (/^(?:pull|push|fetch|clone)$/.test(sub.args[0]?.text ?? ''))
        sub.shell.facts.namedRemote(sub.scope, sub.by, undefined, 'MEDIUM');
    },
  ],
  ['add', add],
  ['stage', add],
  ['checkout', checkout],
  ['restore', restore],
  ['reset', reset],
  ['rm', remove],
  ['mv', move],
  ['clean', clean],
  ['branch', dropRefs],
  ['tag', dropRefs],
  ['stash', stash],
  ['diff', diff],
  ['blame', blame],
  ['apply', apply],
  ['am', apply],
  ['commit', commit],
  ['archive', archive],
  ['config', config],
]);

function git(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, {
    arity: takesValue(GLOBAL_TAKES),
    stopsAtOperand: true,
  });
  const [name, ...args] = operands;
  const handler = SUBCOMMANDS.get(name?.text ?? '');
  if (!handler) return undefined;
  const directories = options.flatMap((option) =>
    option.name === 'C' && option.value ? [option.value] : [],
  );
  const outer = call.scope.directory;
  for (const directory of directories) call.scope.directory = enter(call.scope.directory, directory.text);
  handler({ by: call.name, scope: call.scope, args, shell });
  call.scope.directory = outer;
  return undefined;
}

const GH_LOCAL = /^(?:--version|version|help|--help|completion|config|alias|extension|auth)$/;
const GH_TAKES =
  'R repo b body F body-file t title l label a assignee r reviewer B base H head m milestone ' +
  'p project f field raw-field X method ' +
  'header jq q template input hostname json L limit s state S search A author notes n ' +
  'notes-file w workflow e env o org ref u user D dir O output';
const GH_FILES = /^(?:body-file|notes-file|input)$/;

/** GitHub's own client: it calls github.com unless told otherwise. */
function gh(call: Call, shell: Shell): Output {
  const { scope, name: by } = call;
  const { options, operands } = readOptions(call.args, { arity: takesValue(GH_TAKES) });
  const [topic, action, ...rest] = operands;
  if (!topic || GH_LOCAL.test(topic.text)) return undefined;
  const repository = /^([\w-]+(?:\.[\w-]+)+)\/[^/]+\/[^/]+$/.exec(
    lastValue(options, 'R', 'repo')?.text ?? '',
  )?.[1];
  const named =
    lastValue(options, 'hostname') ?? (repository === undefined ? undefined : withText(topic, repository));
  const kind = { by, purpose: 'GIT' } as const;
  if (named) shell.facts.address(scope, kind, named);
  else shell.facts.host(scope, kind, { host: 'github.com' }, 'MEDIUM');
  for (const { name, value } of options) {
    if (!value) continue;
    const isFile = GH_FILES.test(name) || (name === 'F' && topic.text !== 'api');
    if (isFile) shell.facts.file(scope, value, 'READ', by);
    const attached =
      topic.text === 'api' && /^(?:F|field)$/.test(name) ? /=@(.+)$/s.exec(value.text)?.[1] : undefined;
    if (attached !== undefined) shell.facts.file(scope, withText(value, attached), 'READ', by);
  }
  if (topic.text === 'gist' && action?.text === 'create')
    for (const file of rest) shell.facts.file(scope, file, 'READ', by);
  if (topic.text === 'release' && action?.text === 'upload')
    for (const file of rest.slice(1)) shell.facts.file(scope, file, 'READ', by);
  if (
    action?.text === 'delete' ||
    (topic.text === 'api' && lastValue(options, 'X', 'method')?.text.toUpperCase() === 'DELETE')
  ) {
    shell.facts.destructive(scope, 'DELETE', by, topic.text === 'api' ? action : (rest[0] ?? topic));
  }
  return undefined;
}

/** Git and the clients of its hosts. */
export const GIT_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['git', git],
  ['gh', gh],
]);
