import { hasScheme, parseRemotePath } from './addresses.js';
import type { Call, Handler, Output, Shell } from './call.js';
import type { CommandSpec } from './commands.js';
import type { CallKind } from './collector.js';
import { hasOption, lastValue, readOptions, takesValue, type Option } from './options.js';
import { baseName } from './paths.js';
import { readByTable } from './table-command.js';
import { withText, type Value } from './values.js';

const SSH_TAKES = 'b B c D E e F I i J L l m O o p P Q R S W w';

/** `-J a,b`, `-o ProxyJump=a`, `-o HostName=b`: hosts that ssh's own options name. */
function sshOptions(call: Call, shell: Shell, options: readonly Option[], kind: CallKind): void {
  for (const { name, value } of options) {
    if (!value) continue;
    if (name === 'i' || name === 'F') shell.facts.file(call.scope, value, 'READ', call.name);
    if (name === 'E') shell.facts.file(call.scope, value, 'WRITE', call.name);
    const setting = name === 'o' ? /^(?:ProxyJump|HostName)[= ](.+)$/i.exec(value.text)?.[1] : undefined;
    const hosts = name === 'J' || name === 'W' ? value.text : setting;
    for (const host of hosts?.split(',') ?? []) shell.facts.address(call.scope, kind, withText(value, host));
    const identity = name === 'o' ? /^IdentityFile[= ](.+)$/i.exec(value.text)?.[1] : undefined;
    if (identity !== undefined) shell.facts.file(call.scope, withText(value, identity), 'READ', call.name);
  }
}

/** `ssh [options] user@host [command]`: what the command does there is no fact of this machine. */
function ssh(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, {
    arity: takesValue(SSH_TAKES),
    stopsAtOperand: true,
  });
  const kind: CallKind = { by: call.name, purpose: 'REMOTE_SHELL' };
  sshOptions(call, shell, options, kind);
  const [destination] = operands;
  if (!destination || shell.facts.url(call.scope, kind, destination)) return undefined;
  // Options may also stand between host and command.
  const later = readOptions(operands.slice(1), { arity: takesValue(SSH_TAKES), stopsAtOperand: true });
  const port = (lastValue(options, 'p') ?? lastValue(later.options, 'p'))?.text;
  const name = withText(destination, destination.text.slice(destination.text.lastIndexOf('@') + 1));
  if (!name.text.includes(':') || name.text.includes('[')) shell.facts.address(call.scope, kind, name, port);
  return undefined;
}

/** One end of a copy: a host, or a local file in the given mode. */
function copyEnd(
  call: Call,
  shell: Shell,
  value: Value,
  mode: 'READ' | 'WRITE',
  port: string | undefined,
): void {
  const kind: CallKind = { by: call.name, purpose: 'COPY' };
  if (hasScheme(value.text)) {
    shell.facts.url(call.scope, kind, value);
    return;
  }
  const remote = parseRemotePath(value.text);
  if (remote)
    shell.facts.address(
      call.scope,
      kind,
      withText(value, remote.host.includes(':') ? `[${remote.host}]` : remote.host),
      port,
    );
  else if (!/^[^/]*[\uFFFF:]/.test(value.text) || /^[A-Za-z]:[\\/]/.test(value.text))
    shell.facts.file(call.scope, value, mode, call.name);
}

function copy(call: Call, shell: Shell, operands: readonly Value[], port: string | undefined): void {
  const last = operands.at(-1);
  if (!last) return;
  const sources = operands.slice(0, -1);
  for (const source of sources) copyEnd(call, shell, source, 'READ', port);
  const isFolder = sources.length > 1 || /(?:^|\/)(?:\.\.?)?$/.test(last.text);
  const isLocal = !hasScheme(last.text) && !parseRemotePath(last.text);
  const targets =
    isFolder && isLocal
      ? sources.map((source) => ({
          ...last,
          text: `${last.text.replace(/\/$/, '')}/${baseName(source.text.replace(/^.*:/, ''))}`,
        }))
      : [last];
  for (const target of targets) copyEnd(call, shell, target, 'WRITE', port);
}

function scp(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, { arity: takesValue('c D F i J l o P S X') });
  sshOptions(call, shell, options, { by: call.name, purpose: 'COPY' });
  copy(call, shell, operands, lastValue(options, 'P')?.text);
  return undefined;
}

const RSYNC: CommandSpec = {
  operands: 'NONE',
  read: 'files-from exclude-from include-from password-file',
  write: 'log-file',
  skip:
    'e rsh f filter exclude include T temp-dir B block-size port bwlimit timeout contimeout ' +
    'max-size min-size chmod chown backup-dir ' +
    'suffix compare-dest copy-dest link-dest partial-dir rsync-path out-format info debug ' +
    'max-delete iconv M remote-option sockopts ' +
    'compress-level skip-compress modify-window address checksum-choice usermap groupmap',
};

function rsync(call: Call, shell: Shell): Output {
  const { options, operands } = readByTable(shell, call, RSYNC);
  const transport = lastValue(options, 'e', 'rsh')?.text ?? '';
  const port = lastValue(options, 'port')?.text ?? /\s-p\s*(\d{1,5})\b/.exec(transport)?.[1];
  const isDryRun = hasOption(options, 'n', 'dry-run', 'list-only');
  copy(
    call,
    shell,
    isDryRun ? operands.filter((word) => parseRemotePath(word.text) ?? hasScheme(word.text)) : operands,
    port,
  );
  return undefined;
}

function sftp(call: Call, shell: Shell): Output {
  const rules = { arity: takesValue('B b c D F i J l o P R S s X'), stopsAtOperand: true };
  const { options, operands } = readOptions(call.args, rules);
  const kind: CallKind = { by: call.name, purpose: 'COPY' };
  sshOptions(call, shell, options, kind);
  const batch = lastValue(options, 'b');
  if (batch) shell.facts.file(call.scope, batch, 'READ', call.name);
  const [destination] = operands;
  if (!destination || shell.facts.url(call.scope, kind, destination)) return undefined;
  const host = parseRemotePath(destination.text)?.host ?? destination.text;
  shell.facts.address(call.scope, kind, withText(destination, host), lastValue(options, 'P')?.text);
  return undefined;
}

/** `nc [options] host port`; with `-l` it waits for others. */
function netcat(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, {
    arity: takesValue(
      'e c g G i I m M o O p P q s T V w W x X sh-exec exec idle-timeout source source-port proxy proxy-type',
    ),
  });
  if (hasOption(options, 'l', 'listen', 'U', 'unixsock')) return undefined;
  const kind: CallKind = { by: call.name, purpose: 'OTHER' };
  const proxy = lastValue(options, 'x', 'proxy');
  if (proxy) shell.facts.address(call.scope, kind, proxy);
  const [host, port] = operands;
  if (host && !/^\d+$/.test(host.text)) shell.facts.address(call.scope, kind, host, port?.text);
  return undefined;
}

/** `socat - TCP:host:port` */
function socat(call: Call, shell: Shell): Output {
  for (const word of call.args) {
    const [, scheme = '', address] = /^([a-z0-9-]+):([^,]+)/i.exec(word.text) ?? [];
    if (address === undefined || /listen|recv/i.test(scheme)) continue;
    if (/^(?:tcp|udp|sctp|openssl|ssl)[46]?(?:-connect|-datagram|-sendto)?$/i.test(scheme)) {
      shell.facts.address(call.scope, { by: call.name, purpose: 'OTHER' }, withText(word, address));
    }
    if (/^(?:file|open|create|gopen)$/i.test(scheme))
      shell.facts.file(call.scope, withText(word, address), 'READ', call.name, 'MEDIUM');
  }
  return undefined;
}

/** `dig @server name`: the server is asked about the name, which is not called itself. */
function dig(call: Call, shell: Shell): Output {
  const { operands } = readOptions(call.args, { arity: takesValue('b c f k p q t x y') });
  const kind: CallKind = { by: call.name, purpose: 'OTHER' };
  for (const word of operands) {
    if (word.text.startsWith('@')) shell.facts.address(call.scope, kind, withText(word, word.text.slice(1)));
    else if (/\.[a-z]/i.test(word.text)) shell.facts.address(call.scope, { ...kind, cap: 'MEDIUM' }, word);
  }
  return undefined;
}

function sshCopyId(call: Call, shell: Shell): Output {
  const { options, operands } = readOptions(call.args, { arity: takesValue('i p o F t') });
  const identity = lastValue(options, 'i');
  if (identity) shell.facts.file(call.scope, identity, 'READ', call.name);
  for (const host of operands)
    shell.facts.address(
      call.scope,
      { by: call.name, purpose: 'REMOTE_SHELL' },
      host,
      lastValue(options, 'p')?.text,
    );
  return undefined;
}

/** Remote shells, copies, sockets and look-ups. */
export const REMOTE_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['ssh', ssh],
  ['autossh', ssh],
  ['mosh', ssh],
  ['ssh-copy-id', sshCopyId],
  ['scp', scp],
  ['rsync', rsync],
  ['sftp', sftp],
  ['nc', netcat],
  ['ncat', netcat],
  ['netcat', netcat],
  ['socat', socat],
  ['dig', dig],
  ['drill', dig],
]);
