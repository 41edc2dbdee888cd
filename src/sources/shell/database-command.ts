import { parseAddress } from './addresses.js';
import type { Call, Handler, Output, Shell } from './call.js';
import type { CommandSpec } from './commands.js';
import type { CallKind } from './collector.js';
import { lastValue } from './options.js';
import { readByTable } from './table-command.js';
import { withText, type Value } from './values.js';

/** A database client: its options, and which of them hold statements or addresses in a form of their own. */
interface Client extends CommandSpec {
  /** Options whose value is statements. */
  readonly statements?: string;
  /** Options whose value may be an address, such as a connection string. */
  readonly connection?: string;
}

const POSTGRES: Client = {
  operands: 'NONE',
  host: 'h host',
  port: 'p port',
  read: 'f file',
  write: 'o output L log-file',
  skip:
    'd dbname U username c command v set variable P pset F field-separator R record-separator T ' +
    'table-attr t table n schema maintenance-db j jobs Z compress E encoding S superuser N ' +
    'exclude-schema',
  statements: 'c command',
  connection: 'd dbname',
};

const MYSQL: Client = {
  operands: 'NONE',
  host: 'h host',
  port: 'P port',
  read: 'defaults-file defaults-extra-file ssl-ca ssl-cert ssl-key',
  write: 'r result-file tee',
  skip: 'u user D database e execute S socket default-character-set w where protocol init-command',
  maybe: 'p password',
  statements: 'e execute',
};

const MONGO: Client = {
  operands: 'NONE',
  host: 'host h',
  port: 'port',
  read: 'f file config',
  write: 'o out',
  skip: 'u username p password authenticationDatabase eval d db c collection uri q query tlsCAFile',
  statements: 'eval',
  connection: 'uri',
};

const CLIENTS: ReadonlyMap<string, Client> = new Map<string, Client>([
  ['psql', POSTGRES],
  ['pgcli', POSTGRES],
  ['pg_dump', { ...POSTGRES, read: 'filter', write: 'f file' }],
  ['pg_dumpall', { ...POSTGRES, read: 'filter', write: 'f file' }],
  ['pg_restore', { ...POSTGRES, read: 'L use-list', write: 'f file' }],
  ['pg_isready', POSTGRES],
  ['createdb', POSTGRES],
  ['dropdb', { ...POSTGRES, destructive: 'DROP_DATA' }],
  ['mysql', MYSQL],
  ['mariadb', MYSQL],
  ['mysqldump', MYSQL],
  ['mysqladmin', MYSQL],
  [
    'redis-cli',
    {
      operands: 'NONE',
      host: 'h',
      port: 'p',
      skip: 'a n r i u s user pass d D',
      connection: 'u',
      read: 'cacert cert key',
      singleDash: true,
    },
  ],
  [
    'valkey-cli',
    {
      operands: 'NONE',
      host: 'h',
      port: 'p',
      skip: 'a n r i u s user pass d D',
      connection: 'u',
      singleDash: true,
    },
  ],
  ['mongosh', MONGO],
  ['mongo', MONGO],
  ['mongodump', MONGO],
  ['mongorestore', MONGO],
  ['mongoexport', MONGO],
  ['mongoimport', { ...MONGO, read: 'file' }],
  [
    'clickhouse-client',
    {
      operands: 'NONE',
      host: 'h host',
      port: 'port',
      skip: 'u user password d database q query format',
      statements: 'q query',
    },
  ],
  ['cqlsh', { operands: 'HOST_PORT', skip: 'u p k e', read: 'f', statements: 'e' }],
  [
    'sqlcmd',
    { operands: 'NONE', skip: 'S U P d Q q', read: 'i', write: 'o', statements: 'Q q', connection: 'S' },
  ],
  [
    'cypher-shell',
    {
      operands: 'NONE',
      skip: 'u username p password d database format P param',
      url: 'a address uri',
      read: 'f file',
    },
  ],
]);

/** Statements that remove data, in SQL and in the languages of document and key stores. */
const DROPS: readonly RegExp[] = [
  /\bdrop\s{1,20}(?:table|database|schema|index|view|collection|user|role)\b/i,
  /\btruncate\s{1,20}\w/i,
  /\bdelete\s{1,20}from\b/i,
  /\b(?:dropDatabase|deleteMany)\(|\.drop\(/i,
  /\bflush(?:all|db)\b/i,
];

/** The hosts of a connection string: a URL, several hosts in one, `host=… port=…`, or `tcp:host,port`. */
function connect(call: Call, shell: Shell, value: Value): void {
  const kind: CallKind = { by: call.name, purpose: 'OTHER' };
  const many = /^([a-z][a-z0-9+]*:\/\/)([^/?#]*,[^/?#]*)/i.exec(value.text.slice(0, 4096));
  if (many) {
    const authority = many[2] ?? '';
    for (const host of authority.slice(authority.lastIndexOf('@') + 1).split(',')) {
      shell.facts.address(call.scope, kind, withText(value, host));
    }
    return;
  }
  if (shell.facts.url(call.scope, kind, value)) return;
  const named = /(?:^|\s)host(?:addr)?=([^\s,']{1,255})/.exec(value.text)?.[1];
  const port = /(?:^|\s)port=(\d{1,5})/.exec(value.text)?.[1];
  if (named?.startsWith('/') === false) shell.facts.address(call.scope, kind, withText(value, named), port);
  const server = call.name === 'sqlcmd' ? /^(?:tcp:)?([^,\\]+)(?:,(\d{1,5}))?/.exec(value.text) : undefined;
  if (server?.[1] !== undefined) shell.facts.address(call.scope, kind, withText(value, server[1]), server[2]);
}

function database(call: Call, shell: Shell): Output {
  const client = CLIENTS.get(call.name);
  if (!client) return undefined;
  const { options, operands } = readByTable(shell, call, client);
  const named =
    client.connection === undefined ? undefined : lastValue(options, ...client.connection.split(' '));
  if (named) connect(call, shell, named);
  if (client.operands === 'HOST_PORT') {
    const [host, port] = operands;
    if (host) shell.facts.address(call.scope, { by: call.name, purpose: 'OTHER' }, host, port?.text);
  } else {
    for (const operand of operands) connect(call, shell, operand);
    // `mongosh host:27017/db` needs no scheme.
    const [first] = operands;
    if (first && client === MONGO && /^[\w.-]+(?::\d+)\/|^[\w-]+(?:\.[\w-]+)+[:/]/.test(first.text)) {
      const address = first.text.split('/')[0] ?? '';
      if (parseAddress(address))
        shell.facts.address(call.scope, { by: call.name, purpose: 'OTHER' }, withText(first, address));
    }
  }
  const given =
    client.statements === undefined ? undefined : lastValue(options, ...client.statements.split(' '));
  const text = [given?.text, call.stdin, ...operands.map((operand) => operand.text)]
    .filter((part) => part !== undefined)
    .join('\n');
  if (client.destructive || DROPS.some((pattern) => pattern.test(text))) {
    shell.facts.destructive(call.scope, 'DROP_DATA', call.name, client.destructive ? operands[0] : undefined);
  }
  return undefined;
}

/** Clients of databases. */
export const DATABASE_COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>(
  [...CLIENTS.keys()].map((name) => [name, database] as const),
);
