import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface MachineDescription {
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  /** What `java -version` says first. */
  readonly java: string;
}

/** What the figures were measured on. */
export async function describeMachine(env: NodeJS.ProcessEnv): Promise<MachineDescription> {
  const cpus = os.cpus();
  return {
    cpus: cpus.length,
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    java: await javaVersion(env),
  };
}

async function javaVersion(env: NodeJS.ProcessEnv): Promise<string> {
  const home = env['RUNTRAIL_JAVA_HOME'] ?? env['JAVA_HOME'];
  try {
    const { stdout, stderr } = await promisify(execFile)(home ? path.join(home, 'bin', 'java') : 'java', [
      '-version',
    ]);
    return `${stderr}${stdout}`.split('\n')[0] ?? 'Java of unknown version';
  } catch {
    // An external database runs on a Java that is not here.
    return 'no Java here';
  }
}
