import { lower, type ShellFacts } from './facts.js';
import { Scope } from './scope.js';
import { literal, UNKNOWN } from './values.js';
import { ShellWalker } from './walker.js';

/** Longer texts are cut: what a person or an agent types is far shorter. */
const MAX_TEXT_BYTES = 256 * 1024;

export interface ShellFactsOptions {
  /** Where the text starts: POSIX, `~/…` or Windows. With it, paths come out absolute and normalised. */
  readonly cwd?: string;
}

/** Here-documents that never end cost the parser the square of their number. */
const MAX_HERE_DOCUMENTS = 1000;

function headOf(text: string): string {
  if (text.length * 3 <= MAX_TEXT_BYTES) return text;
  const bytes = Buffer.from(text);
  return bytes.length <= MAX_TEXT_BYTES ? text : bytes.subarray(0, MAX_TEXT_BYTES).toString('utf8');
}

function beforeManyHereDocuments(text: string): string {
  let at = text.indexOf('<<');
  for (let count = 1; at >= 0; count++) {
    if (count > MAX_HERE_DOCUMENTS) return text.slice(0, at);
    at = text.indexOf('<<', at + 2);
  }
  return text;
}

/** The text within the limits, cut at the end of a line or word so that no half of a name is read as a name. */
function withinLimits(text: string): { readonly kept: string; readonly isCut: boolean } {
  const head = beforeManyHereDocuments(headOf(text));
  if (head === text) return { kept: text, isCut: false };
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf(' '));
  return { kept: head.slice(0, Math.max(end, 0)), isCut: true };
}

function parsedAs(walker: ShellWalker, isWhole: boolean): ShellFacts['parsed'] {
  if (isWhole && walker.isComplete && !walker.hasErrors) return 'FULL';
  return walker.facts.isEmpty ? 'NONE' : 'PARTIAL';
}

/**
 * What one shell text did, as far as its syntax tells: which hosts its commands call, which files they read, write or
 * delete, which programs run. Nothing is run and nothing is looked up. A mention is not a connection: what stands in
 * comments, quotes, patterns or here-documents counts only if a command runs it. Never throws, whatever the text.
 */
export function shellFacts(text: string, options: ShellFactsOptions = {}): ShellFacts {
  const { kept, isCut } = withinLimits(text.replaceAll(UNKNOWN, '\uFFFD'));
  const walker = new ShellWalker();
  const scope = new Scope();
  if (options.cwd !== undefined) scope.directory = options.cwd;
  if (isCut) scope.cap = lower(scope.cap, 'MEDIUM');
  let isWhole = !isCut;
  try {
    walker.runText(literal(kept), scope);
  } catch (error) {
    // The parser is not ours: should a text break it or exhaust the stack, what was gathered stands.
    if (!(error instanceof Error)) throw error;
    isWhole = false;
  }
  return { ...walker.facts.facts(), parsed: parsedAs(walker, isWhole) };
}
