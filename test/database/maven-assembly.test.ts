import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import {
  AssemblyFailedError,
  ChecksumMismatchError,
  DiskFullError,
  DownloadWithoutNetworkError,
  FolderUnusableError,
  MavenMissingError,
  VersionUnknownError,
} from '../../src/database/database-errors.js';
import { requireSpace } from '../../src/database/file-failure.js';
import { assembleNeo4j } from '../../src/database/maven-assembly.js';
import { explainMavenFailure } from '../../src/database/maven-failure.js';
import { writeJava, writeProgram } from './fake-programs.js';

/** A version that ships without a list of sums. */
const unpinned = '5.26.1';
const pinned = '5.26.30';

let folder: string;
let progress: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-maven-'));
  progress = [];
  await writeJava(path.join(folder, 'java'), '17.0.1');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function assemble(version: string, searchPath = [path.join(folder, 'bin')]): Promise<string> {
  return assembleNeo4j({
    version,
    cacheFolder: path.join(folder, 'cache'),
    searchPath,
    java: { executable: path.join(folder, 'java', 'bin', 'java'), major: 17 },
    report: (line) => progress.push(line),
  });
}

/** A `mvn` that notes its arguments, prints what Maven prints and leaves two jars where it is told to. */
function writeMaven(afterwards = ''): Promise<string> {
  return writeProgram(
    path.join(folder, 'bin', 'mvn'),
    `echo "$JAVA_HOME" "$@" >> ${folder}/calls
     for argument in "$@"; do case "$argument" in -DoutputDirectory=*) out="\${argument#*=}";; esac; done
     mkdir -p "$out"
     echo "[INFO] Downloading from central: https://repository.example/x/one-1.jar"
     echo "[INFO] Downloaded from central: https://repository.example/x/one-1.jar (1 kB at 1 kB/s)"
     printf one > "$out/one-1.jar"; printf two > "$out/two-2.jar"
     ${afterwards}`,
  );
}

const cached = (...parts: string[]): string => path.join(folder, 'cache', 'neo4j', ...parts);

describe('assembleNeo4j', () => {
  test('asks Maven for that version with strict checksums and keeps the jars', async () => {
    await writeMaven();
    await expect(assemble(unpinned)).resolves.toBe(cached(unpinned));
    expect((await readdir(cached(unpinned, 'lib'))).toSorted()).toEqual(['one-1.jar', 'two-2.jar']);
    const call = await readFile(path.join(folder, 'calls'), 'utf8');
    expect(call.startsWith(`${path.join(folder, 'java')} `)).toBe(true);
    expect(call).toContain('--strict-checksums');
    expect(call).toContain(`-Dneo4j.version=${unpinned}`);
    expect(progress).toEqual([
      `Fetching Neo4j ${unpinned} with Maven: once, about 125 MB, into ${cached(unpinned)}`,
      `Fetching Neo4j ${unpinned}: 1 jars`,
      `Neo4j ${unpinned} is complete: 2 jars`,
    ]);
  });

  test('asks once, also when two want it at the same moment', async () => {
    await writeMaven('sleep 0.2');
    await Promise.all([assemble(unpinned), assemble(unpinned)]);
    await assemble(unpinned, []);
    expect((await readFile(path.join(folder, 'calls'), 'utf8')).trim().split('\n')).toHaveLength(1);
    expect(await readdir(cached())).toEqual([unpinned]);
  });

  test('asks again when a jar is gone', async () => {
    await writeMaven();
    await assemble(unpinned);
    await rm(cached(unpinned, 'lib', 'two-2.jar'));
    await assemble(unpinned);
    expect((await readdir(cached(unpinned, 'lib'))).toSorted()).toEqual(['one-1.jar', 'two-2.jar']);
  });

  test('leaves nothing that could be taken for whole when Maven fails half-way', async () => {
    await writeMaven('echo "[ERROR] something new"; exit 1');
    await expect(assemble(unpinned)).rejects.toThrow(AssemblyFailedError);
    expect(await readdir(cached())).toEqual([]);
    await writeMaven();
    await expect(assemble(unpinned)).resolves.toBe(cached(unpinned));
  });

  test('clears away what a killed predecessor left', async () => {
    await mkdir(cached(`${unpinned}.partial`, 'lib'), { recursive: true });
    await writeFile(cached(`${unpinned}.partial`, 'lib', 'torn-3.jar'), 'to');
    await writeMaven();
    await assemble(unpinned);
    expect((await readdir(cached(unpinned, 'lib'))).toSorted()).toEqual(['one-1.jar', 'two-2.jar']);
    expect(await readdir(cached())).toEqual([unpinned]);
  });

  test('refuses other jars than the pinned ones, although Maven is content', async () => {
    await writeMaven();
    await expect(assemble(pinned)).rejects.toThrow(ChecksumMismatchError);
    expect(await readdir(cached())).toEqual([]);
  });

  test('says which way to go without Maven', async () => {
    await expect(assemble(unpinned, ['/nowhere'])).rejects.toThrow(MavenMissingError);
    await expect(assemble(unpinned, ['/nowhere'])).rejects.toThrow(
      /no mvn on the PATH[\s\S]*docker compose up/,
    );
  });

  test('says when the cache cannot be written', async () => {
    await writeFile(path.join(folder, 'cache'), 'a file');
    await expect(assemble(unpinned)).rejects.toThrow(FolderUnusableError);
  });
});

test('the list of sums that ships has the server and no line that cannot be read', async () => {
  const list = await readFile(new URL(`../../neo4j/jars-${pinned}.sha256`, import.meta.url), 'utf8');
  const lines = list.trimEnd().split('\n');
  expect(lines.filter((line) => !/^[\da-f]{64} {2}\S+\.jar$/.test(line))).toEqual([]);
  expect(list).toContain(`  neo4j-server-${pinned}.jar\n`);
  expect(lines.length).toBeGreaterThan(200);
});

test('a disk without room is found before it is filled', async () => {
  await expect(requireSpace(folder, 1_000_000_000, 'the jars')).rejects.toThrow(DiskFullError);
  await expect(requireSpace(folder, 1, 'the jars')).resolves.toBeUndefined();
});

describe('explainMavenFailure', () => {
  const tail = [
    '[ERROR] ',
    '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.',
  ];
  const unresolved =
    '[ERROR] Failed to execute goal on project managed-neo4j: Could not resolve dependencies for project ' +
    'runtrail:managed-neo4j:pom:1: ';

  test.each([
    [
      'a refused connection',
      DownloadWithoutNetworkError,
      '[ERROR] Plugin org.apache.maven.plugins:maven-dependency-plugin:3.8.1 or one of its dependencies could not be ' +
        'resolved: Could not transfer artifact x:y:pom:1 from/to m (http://127.0.0.1:9/r): transfer failed -> [Help 1]',
    ],
    [
      'a host that is not found',
      DownloadWithoutNetworkError,
      `${unresolved}Could not transfer artifact org.neo4j:neo4j:pom:5.26.30 from/to m (https://repository.invalid): ` +
        'repository.invalid: Temporary failure in name resolution: Unknown host repository.invalid -> [Help 1]',
    ],
    [
      'offline mode',
      DownloadWithoutNetworkError,
      `${unresolved}Cannot access m (https://repository.example) in offline mode and the artifact has not been ` +
        'downloaded from it before. -> [Help 1]',
    ],
    [
      'a wrong sum',
      ChecksumMismatchError,
      `${unresolved}Could not transfer artifact com.github.seancfoley:ipaddress:jar:5.5.1 from/to m ` +
        `(http://127.0.0.1/r): Checksum validation failed, expected ${'0'.repeat(40)} but is 2133bb72 -> [Help 1]`,
    ],
    [
      'a version that does not exist',
      VersionUnknownError,
      `${unresolved}The following artifacts could not be resolved: org.neo4j:neo4j:jar:5.26.999: Could not find ` +
        'artifact org.neo4j:neo4j:jar:5.26.999 in m (https://repository.example) -> [Help 1]',
    ],
    [
      'a full disk',
      DiskFullError,
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies: Failed ' +
        'to copy artifact: /r/a.jar -> /c/a.jar: No space left on device -> [Help 1]',
    ],
    ['anything else', AssemblyFailedError, '[ERROR] The goal you specified requires a project -> [Help 1]'],
  ])('%s', (_name, errorClass, line) => {
    const error = explainMavenFailure(pinned, '/cache/x', ['[INFO] Scanning for projects...', line, ...tail]);
    expect(error).toBeInstanceOf(errorClass);
    expect(error.name).toBe(errorClass.name);
    expect(error.message).toMatch(/5\.26\.30/);
    expect(error.message).not.toMatch(/\[ERROR\]|\[Help/);
  });
});

test('the sums are of the whole content', async () => {
  await writeMaven();
  await assemble(unpinned);
  const list = await readFile(cached(unpinned, 'jars.sha256'), 'utf8');
  expect(list).toContain(`${createHash('sha256').update('one').digest('hex')}  one-1.jar\n`);
});
