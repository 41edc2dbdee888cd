import { canonicalHost } from './addresses.js';
import type { Call, Handler, Output, Shell } from './call.js';
import type { Confidence } from './facts.js';
import { hasOption, lastValue, readOptions, takesValue } from './options.js';
import { withText, type Value } from './values.js';
import { CONTAINER_TAKES } from './wrappers.js';

/** `ghcr.io/team/image:1`: an image names its registry if its first part has a dot or a port. */
function callRegistry(call: Call, shell: Shell, image: Value | undefined): void {
  if (!image?.text.includes('/')) return;
  const registry = image.text.slice(0, image.text.indexOf('/'));
  const name = registry.replace(/:\d+$/, '');
  const isRegistry = /[.:]/.test(registry) || registry === 'localhost';
  if (!isRegistry || canonicalHost(name) === undefined) return;
  shell.facts.address(call.scope, { by: call.name, purpose: 'PACKAGE' }, withText(image, registry));
}

/** What runs inside: hosts count with doubt, files are not this machine's. */
function runInside(call: Call, shell: Shell, words: readonly Value[]): void {
  if (words.length === 0 || call.scope.contained) return;
  const inside = call.scope.fork('MEDIUM');
  inside.contained = true;
  inside.directory = undefined;
  shell.runWords(words, inside, call.stdin);
}

/** `docker cp name:/path local`, both ways. */
function copyBetween(call: Call, shell: Shell, operands: readonly Value[]): void {
  const [from, to] = operands;
  const isInside = (value: Value): boolean => /^[\w.-]{2,}:/.test(value.text);
  if (!from || !to) return;
  if (!isInside(from)) shell.facts.file(call.scope, from, 'READ', call.name);
  if (!isInside(to)) shell.facts.file(call.scope, to, 'WRITE', call.name);
}

function docker(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const { scope, name: by } = call;
  const top = readOptions(call.args, { arity: takesValue(CONTAINER_TAKES), stopsAtOperand: true });
  const composeFile = lastValue(top.options, 'f', 'file');
  if (composeFile) facts.file(scope, composeFile, 'READ', by);
  const [verb, ...after] = top.operands;
  const isGroup = /^(?:compose|container|image|volume|system|buildx|network|builder)$/.test(verb?.text ?? '');
  const inner = isGroup
    ? readOptions(after, { arity: takesValue(CONTAINER_TAKES), stopsAtOperand: true })
    : undefined;
  const file = inner ? lastValue(inner.options, 'f', 'file') : undefined;
  if (file) facts.file(scope, file, 'READ', by);
  const [action = verb, ...rest] = inner ? inner.operands : top.operands;
  const { options, operands } = readOptions(rest, {
    arity: takesValue(CONTAINER_TAKES),
    stopsAtOperand: /^(?:run|exec)$/.test(action?.text ?? ''),
  });
  for (const name of ['env-file', 'label-file']) {
    const list = lastValue(options, name);
    if (list) facts.file(scope, list, 'READ', by);
  }
  switch (action?.text) {
    case 'run':
    case 'exec':
      runInside(call, shell, operands.slice(1));
      return undefined;
    case 'pull':
    case 'push':
      callRegistry(call, shell, operands[0]);
      return undefined;
    case 'login':
      if (operands[0]) facts.address(scope, { by, purpose: 'PACKAGE' }, operands[0]);
      return undefined;
    case 'cp':
      copyBetween(call, shell, operands);
      return undefined;
    case 'build': {
      const dockerfile = lastValue(options, 'f', 'file');
      if (dockerfile) facts.file(scope, dockerfile, 'READ', by);
      const context = operands.at(-1);
      if (context) facts.url(scope, { by, purpose: 'FETCH' }, context);
      return undefined;
    }
    case 'prune':
    case 'rm':
    case 'down': {
      const dropsData = verb?.text === 'volume' || (action.text === 'prune' && verb?.text === 'system');
      if (dropsData || (action.text === 'down' && hasOption(options, 'v', 'volumes')))
        facts.destructive(scope, 'DROP_DATA', by, operands[0] ?? verb);
      return undefined;
    }
    default:
      return undefined;
  }
}

const KUBECTL_TAKES =
  'n namespace f filename k kustomize context cluster s server o output l selector kubeconfig ' +
  'c container p patch token user as ' +
  'field-selector since tail timeout type replicas image v grace-period request-timeout certificate-authority';

function kubectl(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const { scope, name: by } = call;
  const { options, operands } = readOptions(call.args, { arity: takesValue(KUBECTL_TAKES) });
  for (const { name, value } of options) {
    if (!value) continue;
    const isFile =
      name === 'f' || name === 'filename' || name === 'kubeconfig' || name === 'certificate-authority';
    if (isFile && !facts.url(scope, { by, purpose: 'FETCH' }, value)) facts.file(scope, value, 'READ', by);
    if (name === 's' || name === 'server') facts.urlOrAddress(scope, { by, purpose: 'OTHER' }, value);
  }
  const [action, ...targets] = operands;
  if (action?.text === 'cp') copyBetween(call, shell, targets);
  if (action?.text === 'delete')
    facts.destructive(scope, 'DROP_DATA', by, targets.at(-1) ?? lastValue(options, 'f', 'filename'));
  return undefined;
}

const CLOUD_TAKES =
  'profile region output query endpoint-url bucket key project zone account exclude include ' +
  'content-type acl sse storage-class ca-bundle';

/** Cloud clients call services that their configuration knows: a host only where `--endpoint-url` names one. */
function cloud(call: Call, shell: Shell): Output {
  const { facts } = shell;
  const { scope, name: by } = call;
  const { options, operands } = readOptions(call.args, { arity: takesValue(CLOUD_TAKES) });
  const endpoint = lastValue(options, 'endpoint-url');
  if (endpoint) facts.url(scope, { by, purpose: 'OTHER' }, endpoint);
  const words = operands.map((word) => word.text);
  const isStore = by === 'gsutil' || words[0] === 's3' || words[0] === 'storage';
  const [action = '', ...rest] = by === 'gsutil' ? words : words.slice(1);
  const targets = operands.slice(operands.length - rest.length);
  if (isStore && /^(?:cp|mv|sync|rsync)$/.test(action)) {
    const [from, to] = targets;
    // A name without an extension is most likely a folder.
    const cap = (path: Value): Confidence => (/[^./]\.[^./]+$/.test(path.text) ? 'HIGH' : 'LOW');
    if (from) facts.file(scope, from, 'READ', by, cap(from));
    if (to) facts.file(scope, to, 'WRITE', by, cap(to));
  }
  const isDropped = isStore
    ? /^(?:rm|rb)$/.test(action)
    : words.some((word) => /^(?:delete|terminate|destroy)(?:-|$)/.test(word));
  if (isDropped) facts.destructive(scope, 'DROP_DATA', by, operands.at(-1));
  return undefined;
}

function terraform(call: Call, shell: Shell): Output {
  const isDestroyed = call.args.some((word) => /^-?-?destroy$/.test(word.text));
  if (isDestroyed) shell.facts.destructive(call.scope, 'DROP_DATA', call.name);
  for (const word of call.args) {
    const file = /^--?var-file=(.+)$/s.exec(word.text)?.[1];
    if (file !== undefined) shell.facts.file(call.scope, withText(word, file), 'READ', call.name);
  }
  return undefined;
}

/** Containers, clusters and clouds. */
export const CONTAINER_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['docker', docker],
  ['podman', docker],
  ['nerdctl', docker],
  ['docker-compose', docker],
  ['kubectl', kubectl],
  ['oc', kubectl],
  ['aws', cloud],
  ['gcloud', cloud],
  ['gsutil', cloud],
  ['az', cloud],
  ['terraform', terraform],
  ['tofu', terraform],
]);
