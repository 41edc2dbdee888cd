import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * A process that can be told from a later one that got the same number: `birth` is its start time in whatever
 * unit the system gives, compared only for equality.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly birth: string;
}

const run = promisify(execFile);

/** The process that has this number now; undefined when there is none, or when it has ended and is not yet reaped. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isSignallable(pid)) return undefined;
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field is the command in brackets and may itself hold spaces and brackets.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields?.[0];
    const birth = fields?.[19];
    if (birth === undefined || state === 'Z' || state === 'X') return undefined;
    return { pid, birth };
  }
  const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  const [state, ...birth] = stdout.trim().split(/\s+/);
  if (state === undefined || birth.length === 0 || state.startsWith('Z')) return undefined;
  return { pid, birth: birth.join(' ') };
}

/** True while the very same process runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const current = await identifyProcess(identity.pid);
  return current?.birth === identity.birth;
}

/** True if the process was started with this argument; false too when there is no such process. */
export async function hasArgument(pid: number, argument: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return commandLine.split('\0').includes(argument);
  }
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return `${stdout.trim()} `.includes(` ${argument} `);
}

function isSignallable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
