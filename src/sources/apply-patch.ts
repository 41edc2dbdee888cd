import type { FileTouch } from '../events/event.js';
import { wellFormed } from './json-shape.js';
import { absolutePath } from './recorded-paths.js';

const BEGIN = '*** Begin Patch';
const HEADER = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/;

/** More than a patch ever names; a hostile one must not fill the graph. */
const MAX_FILES = 1000;

/** The files that a patch in the client's own format adds, changes, deletes or moves, in its order. */
export function patchedFiles(patch: string, cwd: string | null): readonly FileTouch[] {
  const paths = new Set<string>();
  for (const line of patch.split('\n')) {
    const named = HEADER.exec(line.trimEnd())?.[1];
    const path = named === undefined ? null : absolutePath(wellFormed(named.trim()), cwd);
    if (path !== null && paths.size < MAX_FILES) paths.add(path);
  }
  return [...paths].map((path) => ({ kind: 'WROTE', path, basis: 'TOOL_INPUT', confidence: 'HIGH' }));
}

/** The patch that a shell command applies: as the one argument of `apply_patch` or as its here-document. */
export function patchInCommand(command: readonly string[] | string): string | null {
  if (typeof command !== 'string') {
    const [program, argument] = command;
    if (isApplyPatch(program) && argument !== undefined) return argument;
  }
  const text = typeof command === 'string' ? command : (command.at(-1) ?? '');
  if (!/(?:^|\n|&&|;)\s*(?:apply_patch|applypatch)\s+(?:<<|["'])/.test(text)) return null;
  const begin = text.indexOf(BEGIN);
  return begin === -1 ? null : text.slice(begin);
}

function isApplyPatch(program: string | undefined): boolean {
  return program === 'apply_patch' || program === 'applypatch';
}
