/**
 * The statement with strings, comments and quoted names blanked out, character for character, so that what is left
 * can be searched for parameters and semicolons.
 */
export function maskCypher(text: string): string {
  const quoted = /'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|`(?:``|[^`])*`|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return text.replace(quoted, (match) => match.replace(/[^\n]/g, ' '));
}

export interface Occurrence {
  readonly name: string;
  /** Line within the text, counted from 0. */
  readonly line: number;
}

/** The parameters that a masked statement names, in order, each once. */
export function parametersOf(masked: string): Occurrence[] {
  const found = new Map<string, Occurrence>();
  // `$any(…)`, `$all(…)` and `$(…)` are dynamic labels, not parameters.
  for (const match of masked.matchAll(/\$([A-Za-z_][A-Za-z0-9_]*)(?!\w|\s*\()/g)) {
    const name = match[1] ?? '';
    if (!found.has(name)) found.set(name, { name, line: lineAt(masked, match.index) });
  }
  return [...found.values()];
}

/** Where a second statement begins in a masked text, as a line counted from 0; null where there is none. */
export function secondStatementLine(masked: string): number | null {
  const match = /;\s*(?=[^\s;])/.exec(masked);
  return match === null ? null : lineAt(masked, match.index + match[0].length);
}

/** The statement without what ends it. */
export function withoutTerminator(text: string): string {
  return text.trim().replace(/(?:\s*;)+$/, '');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length - 1;
}
