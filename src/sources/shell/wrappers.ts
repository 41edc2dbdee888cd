/** Commands that run another command, as data: how to find the one that they run. */
export interface Wrapper {
  /** Options that take a value, separated by blanks, without dashes. */
  readonly takes?: string;
  /** Operands of its own that stand before the command. */
  readonly operands?: number;
  /** Whether `NAME=value` before the command sets a variable for it. */
  readonly assigns?: true;
}

/** Looked through: they do not count as programs themselves. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      takes: 'u user g group h host p prompt C close-from T command-timeout D chdir r role t type R chroot',
      assigns: true,
    },
  ],
  ['doas', { takes: 'u C' }],
  ['env', { takes: 'u unset C chdir block-signal default-signal', assigns: true }],
  ['time', { takes: 'f format o output' }],
  ['nohup', {}],
  ['timeout', { takes: 'k kill-after s signal', operands: 1 }],
  ['gtimeout', { takes: 'k kill-after s signal', operands: 1 }],
  ['nice', { takes: 'n adjustment' }],
  ['ionice', { takes: 'c class n classdata p pid' }],
  ['chrt', { takes: 'T P D p', operands: 1 }],
  ['taskset', { operands: 1 }],
  ['stdbuf', { takes: 'i input o output e error' }],
  ['unbuffer', {}],
  ['setsid', {}],
  ['builtin', {}],
  ['exec', { takes: 'a' }],
  ['caffeinate', { takes: 't w' }],
  ['arch', {}],
  ['proxychains', { takes: 'f' }],
  ['proxychains4', { takes: 'f' }],
  ['torsocks', { takes: 'a address P port' }],
  ['tsocks', {}],
  ['strace', { takes: 'e o p s u E a O S P I b X' }],
  ['ltrace', { takes: 'e o p s u a n' }],
  ['xvfb-run', { takes: 'n server-num s server-args f auth-file p xauth-protocol w wait' }],
  ['sshpass', { takes: 'p f d P' }],
  ['chronic', {}],
  ['rlwrap', {}],
  ['winpty', {}],
  ['busybox', {}],
  ['cross-env', { assigns: true }],
]);

/** Options with a value that runners take before the word that makes them run a command. */
export const RUNNER_GLOBALS: ReadonlySet<string> = new Set([
  '-F',
  '--filter',
  '-C',
  '--dir',
  '--cwd',
  '--prefix',
  '-w',
  '--workspace',
  '--directory',
  '--project',
]);

export interface Runner {
  /** The words after the name that make it run a command; none where the name alone does. */
  readonly when: readonly string[];
  readonly takes?: string;
  readonly operands?: number;
  /** The command is what stands behind `--`, if there is one. */
  readonly separator?: true;
  /** The options whose value is a text for the shell. */
  readonly text?: string;
}

const NODE_RUNNER: Omit<Runner, 'when'> = { takes: 'p package w workspace', text: 'c call', separator: true };
const UV_TAKES =
  'p python w with with-editable with-requirements from index default-index extra-index-url ' +
  'index-url i find-links f ' +
  'directory project extra group env-file package config-file cache-dir';

/** Programs that run another program; both are listed. */
export const RUNNERS: ReadonlyMap<string, readonly Runner[]> = new Map<string, readonly Runner[]>([
  ['npx', [{ when: [], ...NODE_RUNNER }]],
  ['bunx', [{ when: [], ...NODE_RUNNER }]],
  ['pnpx', [{ when: [], ...NODE_RUNNER }]],
  [
    'npm',
    [
      { when: ['exec'], ...NODE_RUNNER },
      { when: ['x'], ...NODE_RUNNER },
    ],
  ],
  [
    'pnpm',
    [
      { when: ['exec'], ...NODE_RUNNER },
      { when: ['dlx'], ...NODE_RUNNER },
    ],
  ],
  [
    'yarn',
    [
      { when: ['exec'], ...NODE_RUNNER },
      { when: ['dlx'], ...NODE_RUNNER },
    ],
  ],
  ['bun', [{ when: ['x'], ...NODE_RUNNER }]],
  [
    'uv',
    [
      { when: ['run'], takes: UV_TAKES },
      { when: ['tool', 'run'], takes: UV_TAKES },
    ],
  ],
  ['uvx', [{ when: [], takes: UV_TAKES }]],
  ['pipx', [{ when: ['run'], takes: 'spec python index-url i pip-args' }]],
  ['poetry', [{ when: ['run'] }]],
  ['pipenv', [{ when: ['run'] }]],
  ['pdm', [{ when: ['run'] }]],
  ['rye', [{ when: ['run'] }]],
  ['hatch', [{ when: ['run'] }]],
  ['pixi', [{ when: ['run'], takes: 'e environment manifest-path' }]],
  ['conda', [{ when: ['run'], takes: 'n name p prefix cwd' }]],
  ['mamba', [{ when: ['run'], takes: 'n name p prefix cwd' }]],
  [
    'mise',
    [
      { when: ['exec'], separator: true },
      { when: ['x'], separator: true },
    ],
  ],
  ['asdf', [{ when: ['exec'] }]],
  ['rbenv', [{ when: ['exec'] }]],
  ['pyenv', [{ when: ['exec'] }]],
  ['bundle', [{ when: ['exec'] }]],
  ['volta', [{ when: ['run'], takes: 'node npm yarn' }]],
  ['rustup', [{ when: ['run'], operands: 1 }]],
  ['direnv', [{ when: ['exec'], operands: 1 }]],
  ['op', [{ when: ['run'], separator: true, takes: 'env-file account' }]],
  ['doppler', [{ when: ['run'], separator: true, takes: 'p project c config token', text: 'command' }]],
  ['dotenv', [{ when: [], separator: true, takes: 'e f' }]],
  ['nix-shell', [{ when: [], takes: 'p packages I A attr', text: 'run command' }]],
]);

export const CONTAINER_TAKES =
  'a attach add-host c cpu-shares cpus e env env-file entrypoint h hostname l label link m memory mount name ' +
  'net network p publish platform pull restart runtime security-opt shm-size tmpfs u user ulimit v volume ' +
  'volumes-from w workdir cap-add cap-drop device dns f file gpus index ip log-driver log-opt expose profile ' +
  'project-directory project-name annotation cgroupns cidfile cpuset-cpus domainname ' +
  'group-add health-cmd init-path ' +
  'ipc isolation label-file pid pids-limit stop-signal stop-timeout sysctl userns uts H host context config';

/** What separates programs that stand in a folder of tools from scripts that are read as files. */
export const TOOL_FOLDER = /(?:^|\/)(?:s?bin|\.bin|\.cargo|\.app|shims|Scripts)(?:\/|$)/;
