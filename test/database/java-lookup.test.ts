import { mkdtemp, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { JavaMissingError, JavaTooOldError } from '../../src/database/database-errors.js';
import { findJava, parseJavaVersion } from '../../src/database/java-lookup.js';
import { writeJava, writeProgram } from './fake-programs.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-java-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (...parts: string[]): string => path.join(folder, ...parts);

function find(
  request: { version?: string; javaHomes?: string[]; searchPath?: string[] },
  progress: string[] = [],
): ReturnType<typeof findJava> {
  const config = { version: '5.26.30', javaHomes: [], searchPath: [], ...request };
  return findJava(config, (line) => progress.push(line), [at('jvm')]);
}

describe('the order', () => {
  beforeEach(async () => {
    await writeJava(at('named'), '17.0.1');
    await writeJava(at('home'), '21.0.2');
    await writeProgram(at('path', 'java'), `echo 'openjdk version "21.0.3"' >&2`);
    await writeJava(at('jvm', 'java-25'), '25.0.1');
  });

  test('named homes come before the path, and the path before the usual folders', async () => {
    const searchPath = [at('path')];
    const javaHomes = [at('named'), at('home')];
    await expect(find({ javaHomes, searchPath })).resolves.toEqual({
      executable: at('named/bin/java'),
      major: 17,
    });
    await expect(find({ searchPath })).resolves.toEqual({ executable: at('path/java'), major: 21 });
    await expect(find({})).resolves.toEqual({ executable: at('jvm/java-25/bin/java'), major: 25 });
  });

  test('one that is too old is passed over, and that is said', async () => {
    const progress: string[] = [];
    const javaHomes = [at('named'), at('home')];
    const java = await find({ version: '2026.08.1', javaHomes }, progress);
    expect(java).toEqual({ executable: at('home/bin/java'), major: 21 });
    expect(progress).toEqual([`Passing over Java 17 at ${at('named/bin/java')}: Neo4j 2026.08.1 needs 21`]);
  });

  test('one that does not run is passed over', async () => {
    await writeProgram(at('broken', 'bin', 'java'), 'echo "Unable to locate a Java Runtime." >&2; exit 1');
    await expect(find({ javaHomes: [at('broken'), at('absent'), at('home')] })).resolves.toMatchObject({
      major: 21,
    });
  });

  test('the bundles of macOS are found', async () => {
    await rm(at('jvm'), { recursive: true });
    await writeJava(at('jvm', 'temurin-21.jdk', 'Contents', 'Home'), '21.0.4');
    await expect(find({})).resolves.toMatchObject({ major: 21 });
  });
});

describe('failures', () => {
  test('no Java names the three ways, each with a command', async () => {
    const error = await find({}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(JavaMissingError);
    const { message } = error as JavaMissingError;
    expect(message).toContain('NEO4J_URI=bolt://127.0.0.1:7687 NEO4J_PASSWORD=');
    expect(message).toMatch(/(install|apk add|pacman -S).* maven && npm start/);
    expect(message).toContain('docker compose up');
  });

  test('only old ones are listed, each once', async () => {
    await writeJava(at('old'), '11.0.2');
    await symlink(at('old'), at('alias'));
    await writeProgram(at('path', 'java'), `echo 'java version "1.8.0_412"' >&2`);
    const javaHomes = [at('old'), at('alias')];
    const error = await find({ javaHomes, searchPath: [at('path')] }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(JavaTooOldError);
    expect((error as JavaTooOldError).found).toEqual([
      { executable: at('old/bin/java'), major: 11 },
      { executable: at('path/java'), major: 8 },
    ]);
    expect((error as JavaTooOldError).message).toMatch(
      /needs Java 17 or newer[\s\S]*Java 11 at [\s\S]*Java 8 at /,
    );
  });
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "25" 2025-09-16 LTS', 25],
  ['java version "1.8.0_412"', 8],
  ['openjdk version "26-ea" 2026-03-17', 26],
  ['The operation couldn’t be completed.', undefined],
])('the version in %j is %s', (output, major) => {
  expect(parseJavaVersion(output)).toBe(major);
});
