import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { runImport } from '../../src/cli/import.js';
import { openSensitivity } from '../../src/cli/sensitivity.js';
import { parseConfig } from '../../src/config.js';
import { SensitivityRules } from '../../src/sensitivity/sensitivity-rules.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-rules-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, 'rules.yaml');
  await writeFile(file, text);
  return file;
}

const FAULTY = `files:
  - { glob: "*.tariff", level: SECRET, reason: what customers pay }
hosts:
  - { pattern: "*.acme.com", reach: INTERNAL }
`;

describe('openSensitivity', () => {
  test('what is built in holds where no file is named', async () => {
    const rules = await openSensitivity({});
    expect(rules.version).toBe(new SensitivityRules().version);
  });

  test('the rules of the file hold', async () => {
    const text = 'files: [{ glob: "*.tariff", level: CRITICAL, reason: what customers pay }]';
    const rules = await openSensitivity({ sensitivityFile: await fileOf(text) });
    expect(rules.fileSensitivity('eu.tariff', null).level).toBe('CRITICAL');
  });

  test('every fault is named with its line', async () => {
    const sensitivityFile = await fileOf(FAULTY);
    await expect(openSensitivity({ sensitivityFile })).rejects.toThrow(
      /rules\.yaml have 2 faults:\n {2}2:32 files\[0\]\.level: is "SECRET"; write one of NONE.*\n {2}4:5 hosts\[0\]\.reason: is missing$/,
    );
  });

  test.each([
    ['none', 'there is none of this name'],
    ['.', 'it is a folder'],
  ])('a file that cannot be read is said to be so: %s', async (name, reason) => {
    await expect(openSensitivity({ sensitivityFile: path.join(folder, name) })).rejects.toThrow(
      `the file: cannot be read (${reason}): correct RUNTRAIL_SENSITIVITY_FILE or the file`,
    );
  });
});

test('an import with faulty rules stops before it looks for a database', async () => {
  const config = parseConfig({
    RUNTRAIL_HOME: folder,
    RUNTRAIL_CACHE: folder,
    NEO4J_URI: 'bolt://nowhere.invalid',
    NEO4J_PASSWORD: 'x',
    RUNTRAIL_SENSITIVITY_FILE: await fileOf(FAULTY),
  });
  const options = { again: false, json: true, now: Date.now, out: process.stdout, err: process.stderr };
  await expect(runImport(config, [folder], options)).rejects.toThrow('have 2 faults');
});
