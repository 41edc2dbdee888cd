import type { SourceItem } from '../../events/event.js';
import { ElementSplitter } from '../array-elements.js';
import type { LineLimits } from '../lines.js';
import type { PayloadNotes } from '../payload-notes.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { rejected, type Fault } from './fault.js';
import { hookItems } from './hook-payload.js';
import { hookTexts, type HookText } from './hook-records.js';
import { Ordinals } from './ordinals.js';
import { looksLikeHookLog } from './recognise.js';

/**
 * Logs of what Claude Code gave to its hooks, as loggers keep them: one payload or many, one a line, indented, or in
 * one array, bare or wrapped, for all hooks or one. The payloads of versions 1.0 to 2.1 are documented at
 * https://docs.claude.com/en/docs/claude-code/hooks; fields are read defensively.
 */
export const claudeCodeHooks: SourceAdapter = {
  format: 'claude-code-hooks',
  recognises: looksLikeHookLog,
  read: (input) => readHookLog(input),
};

/** The same with other limits than the usual ones. */
export async function* readHookLog(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  const ordinals = new Ordinals();
  let afterMark = false;
  for await (const record of hookTexts(input.chunks, limits)) {
    if (record.text.trim() === '') continue;
    yield* itemsOf(record, input, ordinals, afterMark);
    afterMark = record.position.startsWith('element ') && /^(?:<{7}|>{7}|\|{7})$/.test(record.text);
  }
}

/** `afterMark`: the record before it was the beginning of a conflict's mark, between the elements of an array. */
function itemsOf(
  record: HookText,
  input: SourceInput,
  ordinals: Ordinals,
  afterMark: boolean,
): readonly SourceItem[] {
  const place = { name: input.name, position: record.position };
  if (!record.complete) return [rejected(tooLong(record), place, record.text)];
  const parsed = parse(record, afterMark);
  if ('code' in parsed) {
    const glued = gluedObjects(record.text);
    if (glued === null) return [rejected(parsed, place, record.text)];
    return glued.flatMap((text, index) => {
      const terminated = record.terminated || index < glued.length - 1;
      const piece = { ...record, position: `${record.position}, object ${index + 1}`, text, terminated };
      return itemsOf(piece, input, ordinals, false);
    });
  }
  const { text, notes } = parsed;
  return hookItems(parsed.value, { ...place, receivedAt: input.receivedAt, text, notes }, ordinals.next);
}

interface Parsed {
  readonly value: unknown;
  readonly text: string;
  readonly notes: PayloadNotes;
}

function parse(record: HookText, afterMark: boolean): Parsed | Fault {
  const { text, invalidUtf8, truncated } = record;
  const notes = (sanitised: boolean): PayloadNotes => ({
    ...(sanitised ? { sanitised: true } : {}),
    ...(truncated === null ? {} : { truncated }),
  });
  const value = parsedJson(text);
  if (value !== undefined) return { value, text, notes: notes(invalidUtf8) };
  if (text.includes('\0')) {
    // A power cut leaves blocks of zeros in a file that was being written.
    const rest = text.replaceAll('\0', '');
    const repaired = parsedJson(rest);
    if (repaired !== undefined) return { value: repaired, text: rest, notes: notes(true) };
    return {
      code: 'NUL_BYTES',
      reason: 'The record holds zero bytes and no JSON: the log was damaged; restore a copy.',
    };
  }
  if (afterMark || /^(?:(?:<{7}|>{7}|\|{7})(?: .*)?|={7})$/m.test(text)) {
    return {
      code: 'CONFLICT_MARKER',
      reason: 'The record holds a mark of a git merge conflict; resolve it in the file.',
    };
  }
  if (!record.terminated) {
    return {
      code: 'TRUNCATED_LINE',
      reason: 'The last record stops before its end; import the log again when the rest has been written.',
    };
  }
  return {
    code: 'NOT_JSON',
    reason: 'The record is not JSON: hooks that wrote at the same time may have broken it.',
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Hooks that run at the same time write two payloads into one line; null unless any of them is whole. */
function gluedObjects(text: string): readonly string[] | null {
  if (!/\}\s*\{/.test(text)) return null;
  const splitter = new ElementSplitter({ maxLineBytes: Infinity });
  const pieces = [...splitter.push(Buffer.from(`[${text}`)), ...splitter.end()].map((piece) => piece.text);
  return pieces.length > 1 && pieces.some((piece) => piece.startsWith('{') && parsedJson(piece) !== undefined)
    ? pieces
    : null;
}

function tooLong({ truncated }: HookText): Fault {
  const size = truncated === null ? '' : ` (${truncated.sizeBytes} bytes, SHA-256 ${truncated.sha256})`;
  return {
    code: 'LINE_TOO_LONG',
    reason: `The record${size} stays too long when its longest values are cut; shorten it to import it.`,
  };
}
