import type { Confidence, DestructiveKind, Purpose } from './facts.js';

/** What a command's operands are. */
export type OperandRule =
  | 'NONE'
  | 'READ'
  | 'WRITE'
  | 'DELETE'
  /** The first is a pattern, filter or script unless an option gave it; the others are read. */
  | 'PATTERN_READ'
  /** Sources, then a destination. */
  | 'COPY'
  | 'MOVE'
  | 'LINK'
  /** One file read, one written. */
  | 'IN_OUT'
  /** The first is read, the others are arguments of what it holds. */
  | 'FIRST_READ'
  /** The first is written, the others read. */
  | 'OUT_IN'
  /** URLs or addresses without a scheme. */
  | 'URLS'
  /** Only what is a URL counts. */
  | 'SCHEMED_URLS'
  | 'HOST_PORT'
  | 'HOSTS';

/** What a command does with its words, as data. Names of options stand without dashes, separated by blanks. */
export interface CommandSpec {
  readonly operands: OperandRule;
  /** Options with a value that is no fact. */
  readonly skip?: string;
  /** Options with two values that are no facts. */
  readonly skip2?: string;
  /** Options whose value, if any, is attached. */
  readonly maybe?: string;
  readonly read?: string;
  readonly write?: string;
  /** The value is the pattern, so that no operand is. */
  readonly pattern?: string;
  /** The value is a file with the pattern. */
  readonly patternFile?: string;
  readonly url?: string;
  readonly host?: string;
  readonly port?: string;
  /** The value is the directory that sources are copied into. */
  readonly into?: string;
  /** Flags that make operands written instead of read. */
  readonly writesWith?: string;
  /** Flags that leave no operand of interest. */
  readonly noneWith?: string;
  /** Flags that take whole folders, `*` for always: then a name without an extension is doubtful. */
  readonly folders?: string;
  /** Options have one dash and a long name. */
  readonly singleDash?: true;
  readonly purpose?: Purpose;
  readonly destructive?: DestructiveKind;
  /** Operands that begin with a plus are options, `+G`. */
  readonly plus?: true;
  /** Operands may name a part of a file, `file::part`. */
  readonly parts?: '::';
  /** No fact of this command is surer. */
  readonly cap?: Confidence;
}

const GREP_SKIP =
  'm max-count A after-context B before-context C context d D directories devices label ' +
  'include exclude exclude-dir exclude-from binary-files';
const RG_SKIP =
  'g glob iglob t type T type-not A after-context B before-context C context m max-count j ' +
  'threads d max-depth maxdepth ' +
  'r replace sort sortr M max-columns color colors E encoding engine context-separator ' +
  'max-filesize pre pre-glob type-add ' +
  'path-separator field-match-separator dfa-size-limit regex-size-limit';
const COPY_SKIP = 'S suffix sparse context m mode o owner g group backup';
const SSL_SKIP =
  'days newkey subj config extensions extfile passin passout pass k K iv md digest name ' +
  'engine inform outform keyform ' +
  'certform servername starttls verify cipher ciphersuites curves alpn set_serial CAserial iter macopt rand';

const SPECS: Readonly<Record<string, CommandSpec>> = {
  // Readers.
  'tac rev strings xxd od hexdump hd zcat bzcat xzcat zless view': {
    operands: 'READ',
    skip: 'n lines c bytes s skip l length N read-bytes j skip-bytes t w width A address-radix',
  },
  'cksum md5 md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum': {
    operands: 'READ',
    skip: 'a algorithm s',
  },
  'iconv column expand unexpand fmt fold pr': {
    operands: 'READ',
    skip: 'f from-code to-code t w width l length s separator c',
    write: 'o output',
  },
  'head tail': {
    operands: 'READ',
    plus: true,
    skip: 'n lines c bytes pid s sleep-interval max-unchanged-stats',
  },
  'less more most': {
    operands: 'READ',
    plus: true,
    skip: 'p pattern t tag x tabs b buffers',
    write: 'o log-file',
  },
  'bat batcat': {
    operands: 'READ',
    skip:
      'l language style theme r line-range H highlight-line tabs wrap terminal-width color paging ' +
      'pager map-syntax m decorations',
  },
  nl: { operands: 'READ', skip: 'b body-numbering d f h i l n s v w' },
  wc: { operands: 'READ', read: 'files0-from' },
  shasum: { operands: 'READ', skip: 'a algorithm' },
  'cut paste': {
    operands: 'READ',
    skip: 'd delimiter delimiters f fields c characters b bytes output-delimiter',
  },
  sort: {
    operands: 'READ',
    skip: 'k key t field-separator S buffer-size T temporary-directory parallel batch-size compress-program',
    write: 'o output',
    read: 'files0-from random-source',
  },
  'comm join': { operands: 'READ', skip: '1 2 a e i j o t v output-delimiter' },
  uniq: { operands: 'IN_OUT', skip: 'f skip-fields s skip-chars w check-chars' },
  'diff cmp sdiff colordiff vimdiff diff3': {
    operands: 'READ',
    skip:
      'U unified C context W width x exclude I ignore-matching-lines L label F n bytes i ' +
      'ignore-initial color palette',
    folders: 'r recursive',
  },
  'file stat readlink realpath dirname basename ls dir tree du df which type test [': { operands: 'NONE' },
  'csplit split': {
    operands: 'FIRST_READ',
    skip: 'b bytes l lines n number a suffix-length additional-suffix C line-bytes f prefix',
  },
  'plutil xmllint': { operands: 'READ', skip: 'xpath schema extract convert r o', write: 'output' },
  sqlite3: {
    operands: 'FIRST_READ',
    skip: 'separator cmd init newline nullvalue',
    singleDash: true,
    cap: 'MEDIUM',
  },
  'open xdg-open': { operands: 'SCHEMED_URLS', skip: 'a b', purpose: 'FETCH', cap: 'MEDIUM' },

  // Readers with a pattern or a script before their files.
  'grep egrep fgrep zgrep': {
    operands: 'PATTERN_READ',
    skip: GREP_SKIP,
    maybe: 'color colour',
    pattern: 'e regexp',
    patternFile: 'f file',
    folders: 'r R recursive dereference-recursive',
  },
  'rg ag ack': {
    operands: 'PATTERN_READ',
    skip: RG_SKIP,
    pattern: 'e regexp',
    patternFile: 'f file',
    noneWith: 'files type-list',
    folders: '*',
  },
  'awk gawk mawk nawk': {
    operands: 'PATTERN_READ',
    skip: 'F field-separator v assign i include',
    patternFile: 'f file',
    pattern: 'e source',
  },
  sed: {
    operands: 'PATTERN_READ',
    skip: 'l line-length',
    maybe: 'i in-place',
    pattern: 'e expression',
    patternFile: 'f file',
    writesWith: 'i in-place',
  },
  gsed: {
    operands: 'PATTERN_READ',
    skip: 'l line-length',
    maybe: 'i in-place',
    pattern: 'e expression',
    patternFile: 'f file',
    writesWith: 'i in-place',
  },
  'jq gojq': {
    operands: 'PATTERN_READ',
    skip: 'indent L',
    skip2: 'arg argjson slurpfile rawfile argfile',
    patternFile: 'f from-file',
    noneWith: 'args jsonargs',
  },
  yq: {
    operands: 'PATTERN_READ',
    skip: 'o output-format p input-format I indent',
    patternFile: 'from-file',
    writesWith: 'i inplace',
  },
  'ast-grep semgrep': {
    operands: 'READ',
    skip: 'p pattern l lang r rewrite e config c f',
    folders: '*',
    cap: 'MEDIUM',
  },

  // Writers.
  touch: { operands: 'WRITE', skip: 'd date t', read: 'r reference' },
  truncate: { operands: 'WRITE', skip: 's size', read: 'r reference', destructive: 'OVERWRITE' },
  'gofmt goimports shfmt prettier': {
    operands: 'READ',
    skip: 'config parser i plugin ignore-path tab-width print-width r cpuprofile local',
    writesWith: 'w write',
    folders: '*',
  },
  'black isort autopep8 rustfmt': {
    operands: 'WRITE',
    skip: 'l line-length t target-version profile config edition',
    noneWith: 'check diff check-only c',
    folders: '*',
    cap: 'MEDIUM',
  },
  patch: {
    operands: 'WRITE',
    skip: 'p strip d directory F fuzz B z suffix r reject-file',
    read: 'i input',
    write: 'o output',
  },
  'ssh-keygen': { operands: 'NONE', skip: 'b bits C N t P n O m s I V z R F a Y', write: 'f' },

  // Copies and removals.
  'cp gcp': {
    operands: 'COPY',
    skip: COPY_SKIP,
    into: 't target-directory',
    folders: 'r R a recursive archive',
  },
  install: { operands: 'COPY', skip: COPY_SKIP, into: 't target-directory', noneWith: 'd directory' },
  ditto: { operands: 'COPY', folders: '*' },
  'mv gmv': { operands: 'MOVE', skip: 'S suffix backup', into: 't target-directory' },
  'ln link': { operands: 'LINK', skip: 'S suffix t target-directory backup' },
  'rm unlink grm trash rimraf': { operands: 'DELETE', destructive: 'DELETE' },
  rmdir: { operands: 'NONE', destructive: 'DELETE' },
  shred: { operands: 'WRITE', skip: 'n iterations s size random-source', destructive: 'OVERWRITE' },
  'mkfs mkfs.ext4 mkfs.xfs mkfs.vfat mkfs.btrfs wipefs': {
    operands: 'NONE',
    skip: 't L n F b U o',
    destructive: 'OVERWRITE',
  },

  // Archives and encodings.
  zip: { operands: 'OUT_IN', skip: 'i x P password b t n s Z', folders: 'r recurse-paths' },
  unzip: { operands: 'FIRST_READ', skip: 'd x P' },
  'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4': {
    operands: 'READ',
    skip: 'S suffix T threads',
    write: 'o',
  },
  '7z 7za': { operands: 'NONE' },
  openssl: {
    operands: 'NONE',
    singleDash: true,
    skip: SSL_SKIP,
    read: 'in key inkey cert CAfile signkey certfile kfile sigfile sign',
    write: 'out keyout',
    host: 'connect',
    purpose: 'OTHER',
  },
  'gpg gpg2': {
    operands: 'READ',
    skip: 'u local-user r recipient default-key passphrase homedir pinentry-mode recv-keys search-keys',
    read: 'passphrase-file',
    write: 'o output',
    url: 'keyserver',
    noneWith:
      'recv-keys search-keys list-keys list-secret-keys export export-secret-keys delete-keys gen-key K k',
    purpose: 'OTHER',
  },

  // Network clients without a handler of their own.
  'aria2c axel': {
    operands: 'URLS',
    skip: 'd dir x max-connection-per-server s split n num-connections U user-agent header k',
    write: 'o output out',
    purpose: 'FETCH',
  },
  'lynx w3m links elinks': {
    operands: 'URLS',
    skip: 'width useragent o',
    singleDash: true,
    purpose: 'FETCH',
  },
  'yt-dlp youtube-dl gallery-dl': {
    operands: 'SCHEMED_URLS',
    skip: 'f format',
    write: 'o output',
    read: 'a batch-file cookies',
    purpose: 'FETCH',
  },
  'ab wrk hey siege vegeta': {
    operands: 'SCHEMED_URLS',
    skip: 'n c t d m H A p T k s z q',
    purpose: 'FETCH',
  },
  'wscat websocat': {
    operands: 'SCHEMED_URLS',
    skip: 'H header s subprotocol x execute w',
    url: 'c connect',
    purpose: 'OTHER',
  },
  lighthouse: {
    operands: 'SCHEMED_URLS',
    skip: 'output chrome-flags preset',
    write: 'output-path',
    purpose: 'FETCH',
  },
  grpcurl: {
    operands: 'HOST_PORT',
    skip: 'd H proto import-path authority max-time',
    singleDash: true,
    purpose: 'OTHER',
  },
  svn: { operands: 'SCHEMED_URLS', skip: 'r revision m message username password depth', purpose: 'GIT' },
  hg: { operands: 'SCHEMED_URLS', skip: 'r rev u updaterev m message R', purpose: 'GIT' },
  'ping ping6 fping traceroute tracepath mtr arping': {
    operands: 'HOSTS',
    skip: 'c count i interval W w t s size I m p q f S M Q l T D timeout',
    purpose: 'OTHER',
  },
  'nslookup host whois': { operands: 'HOSTS', skip: 't W h p timeout type', purpose: 'OTHER', cap: 'MEDIUM' },
  'nmap masscan': {
    operands: 'HOSTS',
    skip: 'p e S D g T max-retries top-ports script host-timeout rate',
    write: 'oN oX oG oA',
    read: 'iL',
    singleDash: true,
    purpose: 'OTHER',
  },
  'ssh-keyscan': { operands: 'HOSTS', skip: 'p t T', read: 'f', purpose: 'OTHER' },
  telnet: { operands: 'HOST_PORT', skip: 'l e b n S X', purpose: 'REMOTE_SHELL' },
  'ftp lftp tftp': { operands: 'HOST_PORT', skip: 'e c u p f m', purpose: 'COPY' },
  'rdesktop xfreerdp vncviewer': {
    operands: 'HOSTS',
    skip: 'u p d g',
    host: 'v',
    purpose: 'REMOTE_SHELL',
    cap: 'MEDIUM',
  },
  'ldapsearch ldapmodify ldapwhoami': {
    operands: 'NONE',
    skip: 'D w b s p',
    url: 'H',
    host: 'h',
    read: 'y f',
    purpose: 'OTHER',
  },
  'ansible ansible-playbook terraform tofu': { operands: 'NONE' },

  // Test runners and compilers that run or read the files they name.
  'pytest py.test': {
    operands: 'READ',
    skip: 'k m n p c o rootdir tb maxfail timeout cov cov-report durations W ignore deselect junitxml basetemp',
    folders: '*',
    parts: '::',
    cap: 'MEDIUM',
  },
};

/** The table by command name. */
export const COMMANDS: ReadonlyMap<string, CommandSpec> = new Map(
  Object.entries(SPECS).flatMap(([names, spec]) => names.split(' ').map((name) => [name, spec] as const)),
);
