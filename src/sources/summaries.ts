import type { TokenCounts } from '../events/event.js';
import { asArray, asText, isObject, wellFormed } from './json-shape.js';

const MAX_LENGTH = 200;

/** One line for a person: no control characters, spaces folded, at most 200 characters. */
export function oneLine(text: string): string {
  // Enough of a long text to fill the line even where much of it is blank.
  const clean = wellFormed(text.slice(0, 20 * MAX_LENGTH))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu, ' ')
    .trim();
  if (clean.length <= MAX_LENGTH) return clean;
  return `${wellFormed(clean.slice(0, MAX_LENGTH - 1)).replace(/\ufffd$/, '')}…`;
}

export function modelRequestSummary(model: string | null, tokens: TokenCounts | null): string {
  const name = model ?? 'model not named';
  if (tokens === null) return oneLine(`${name}: tokens not reported`);
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheCreation;
  return oneLine(`${name}: ${grouped(prompt)} in, ${grouped(tokens.output)} out`);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** The text that a message's content starts with; a block that is bare text counts as text. */
export function leadingText(content: unknown): string {
  if (typeof content === 'string') return content;
  for (const block of asArray(content)) {
    if (typeof block === 'string') return block;
    if (isObject(block) && block['type'] === 'text') return asText(block['text']) ?? '';
  }
  return '';
}
