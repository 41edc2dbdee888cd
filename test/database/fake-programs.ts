import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a shell script that can be run and returns its path. */
export async function writeProgram(file: string, script: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A Java home whose `java` says it is of that version and, asked to run something, does what `otherwise` says. */
export async function writeJava(home: string, version: string, otherwise = 'exit 9'): Promise<string> {
  return writeProgram(
    path.join(home, 'bin', 'java'),
    `if [ "$1" = -version ]; then echo 'openjdk version "${version}" 2025-01-01' >&2; exit 0; fi\n${otherwise}`,
  );
}
