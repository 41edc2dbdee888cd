/** Words that one search looks at. Every further word can only narrow it. */
const MOST_WORDS = 16;

/** Something that the index makes words of: letters, digits, the underscore, and pictographs. */
const WORD = /[\p{L}\p{N}_\p{Extended_Pictographic}]/u;
/** The last run of what the index keeps together, so that its beginning can be looked for. */
const LAST_PIECE = /^(.*?)([\p{L}\p{N}_][\p{L}\p{N}\p{M}_.]*)$/su;

/**
 * A person's text in the syntax of the full-text index: all words, and the last one also where it only begins so. What
 * a word is made of, such as the parts of a path or of an id, has to stand together. Nothing in the text has a meaning
 * of its own there: words are quoted, and what is not quoted is letters, digits, underscores and dots. Null where the
 * text has no word at all.
 */
export function searchQuery(text: string): string | null {
  const words = text
    .split(/\s+/u)
    .filter((word) => WORD.test(word))
    .slice(0, MOST_WORDS);
  if (words.length === 0) return null;
  return words
    .map((word, index) => (index === words.length - 1 ? lastWord(word) : `+${quoted(word)}`))
    .join(' ');
}

function lastWord(word: string): string {
  const [, head = '', piece] = LAST_PIECE.exec(word) ?? [];
  const whole = quoted(word);
  if (piece === undefined) return `+${whole}`;
  const beginning = WORD.test(head) ? `(+${quoted(head)} +${piece}*)` : `${piece}*`;
  // What has the whole word stands before what only begins like it.
  return `+(${whole}^100 ${beginning})`;
}

function quoted(word: string): string {
  return `"${word.replace(/[\\"]/g, '\\$&')}"`;
}
