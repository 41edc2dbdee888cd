import { readFile } from 'node:fs/promises';

import type { Config } from '../config.js';
import type { Graph } from '../graph/graph.js';
import { adoptSensitivity } from '../ingest/sensitivity-update.js';
import { parseSensitivityRules } from '../sensitivity/rules-file.js';
import { SensitivityRulesError } from '../sensitivity/rules-file-error.js';
import { SensitivityRules } from '../sensitivity/sensitivity-rules.js';

/**
 * What is sensitive: the organisation's own rules, where the configuration names a file of them, before those built in.
 * Throws SensitivityRulesError, also where the file cannot be read.
 */
export async function openSensitivity(config: Pick<Config, 'sensitivityFile'>): Promise<SensitivityRules> {
  const file = config.sensitivityFile;
  if (file === undefined) return new SensitivityRules();
  return new SensitivityRules(parseSensitivityRules(await textOf(file), file));
}

/** Brings what is stored in line with the rules, and says so where that changed anything. Throws as `adoptSensitivity`. */
export async function applySensitivity(
  graph: Graph,
  rules: SensitivityRules,
  say: (line: string) => void,
): Promise<void> {
  const update = await adoptSensitivity(graph, rules);
  if (update === null) return;
  const { repositories, files, hosts } = update;
  if (repositories + files + hosts === 0) return;
  say(
    `Other sensitivity rules hold than before: ${repositories} repositories, ${files} files and ${hosts} hosts ` +
      'changed, and the sessions that touched them are appraised again.',
  );
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message = `cannot be read (${reason(error)}): correct RUNTRAIL_SENSITIVITY_FILE or the file`;
    throw new SensitivityRulesError(file, [{ line: null, column: null, where: 'the file', message }]);
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOENT':
      return 'there is none of this name';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission was denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
