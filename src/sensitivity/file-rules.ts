import type { Sensitivity } from '../events/event.js';
import { guardedSource } from './guarded-source.js';
import {
  fileNameOf,
  fileNamesOf,
  foldersOf,
  isFileNameGlob,
  isFolderGlob,
  isTailGlob,
  normalisedPath,
  tailsOf,
} from './path-glob.js';
import { SECRET_FILE_RULES, type FileRule } from './secret-file-rules.js';

/** How sensitive a file is, and what said so. */
export interface FileSensitivity {
  readonly level: Sensitivity;
  /** Name of the rule; null for an ordinary file. */
  readonly rule: string | null;
  /** The part of the path that the rule matched, as it is written there: `auth.ts`, `.aws/credentials`. */
  readonly matched: string | null;
}

const RANK: Readonly<Record<Sensitivity, number>> = { NONE: 0, LOW: 1, HIGH: 2, CRITICAL: 3 };
const ORDINARY: FileSensitivity = { level: 'NONE', rule: null, matched: null };

/**
 * The sensitivity of a file by its path.
 *
 * @param path within its repository, or absolute; `/` or `\` between its parts.
 * @param repositoryLevel what the organisation says of the repository that holds the file; null where nothing is
 *   said, or where no repository holds it. Only authentication and payment source takes it over, and is at least LOW.
 */
export function fileSensitivity(path: string, repositoryLevel: Sensitivity | null): FileSensitivity {
  const normalised = normalisedPath(path);
  const secret = secretFile(normalised);
  if (secret?.level === 'CRITICAL') return secret;

  const guarded = guardedSource(normalised);
  if (guarded === null) return secret ?? ORDINARY;
  const level = repositoryLevel !== null && RANK[repositoryLevel] > RANK.LOW ? repositoryLevel : 'LOW';
  if (secret !== null && RANK[secret.level] >= RANK[level]) return secret;
  return { level, rule: guarded.rule.name, matched: guarded.matched };
}

function secretFile(path: string): FileSensitivity | null {
  const fileName = fileNameOf(path);
  if (!ANY_FILE_NAME.test(fileName) && !ANY_TAIL.test(path) && !ANY_FOLDER.test(path)) return null;

  for (const { rule, fileNames, except, tails, folders } of COMPILED) {
    if (except?.test(fileName) === true) continue;
    const matched = matchedPart(path, fileName, fileNames, tails, folders);
    if (matched !== null) return { level: rule.level, rule: rule.name, matched };
  }
  return null;
}

/** The end of the path that a rule matched; null for none. */
function matchedPart(
  path: string,
  fileName: string,
  fileNames: RegExp | null,
  tails: RegExp | null,
  folders: RegExp | null,
): string | null {
  if (fileNames?.test(fileName) === true) return fileName;
  for (const places of [tails, folders]) {
    const found = places?.exec(path)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

interface CompiledRule {
  readonly rule: FileRule;
  readonly fileNames: RegExp | null;
  readonly except: RegExp | null;
  readonly tails: RegExp | null;
  readonly folders: RegExp | null;
}

const NEVER = /(?!)/;
const BY_LEVEL = SECRET_FILE_RULES.toSorted((a, b) => RANK[b.level] - RANK[a.level]);
const ALL_GLOBS = BY_LEVEL.flatMap((rule) => rule.globs);

// One look at each of these settles nearly every path: most files are ordinary.
const ANY_FILE_NAME = fileNamesOf(ALL_GLOBS.filter(isFileNameGlob)) ?? NEVER;
const ANY_TAIL = tailsOf(ALL_GLOBS.filter(isTailGlob)) ?? NEVER;
const ANY_FOLDER = foldersOf(ALL_GLOBS.filter(isFolderGlob)) ?? NEVER;

const COMPILED: readonly CompiledRule[] = BY_LEVEL.map((rule) => ({
  rule,
  fileNames: fileNamesOf(rule.globs.filter(isFileNameGlob)),
  except: fileNamesOf(rule.except ?? []),
  tails: tailsOf(rule.globs.filter(isTailGlob)),
  folders: foldersOf(rule.globs.filter(isFolderGlob)),
}));
