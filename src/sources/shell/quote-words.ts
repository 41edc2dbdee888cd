/** Whether a word means itself to the shell, so that it needs no quotes. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * The shell text of a command that was recorded as a list of words, such as `['git', 'commit', '-m', 'a b']`: each
 * word is quoted where the shell would read it otherwise. `['bash', '-lc', 'text']` keeps its text whole.
 */
export function quoteWords(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
