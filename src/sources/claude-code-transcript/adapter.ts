import type { Reject, SourceItem } from '../../events/event.js';
import { isObject, wellFormed } from '../json-shape.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { looksLikeTranscript } from './recognise.js';
import { transcriptRecords, type TranscriptRecord } from './records.js';
import { transcriptLine } from './transcript-line.js';
import { Transcript, type Fault } from './transcript.js';

/**
 * Claude Code's own transcripts, `~/.claude/projects/<project>/<session>.jsonl` and the files of its subagents, of
 * versions 1.0 to 2.1; also a transcript that a hook saved as one JSON array of its lines.
 *
 * What an event says comes from the lines alone, never from the file's name, with two exceptions for what only the
 * name knows: the project's folder (see RepositoryRoots) and the subagent of lines that do not name theirs. The
 * format is documented by what the client writes; fields are read defensively, unknown types are skipped.
 */
export const claudeCodeTranscript: SourceAdapter = {
  format: 'claude-code-transcript',
  recognises: looksLikeTranscript,
  read: (input) => readTranscript(input),
};

/** The same with other limits than the usual ones. */
export async function* readTranscript(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const transcript = new Transcript(input.name, input.receivedAt, (item) => items.push(item));
  for await (const record of transcriptRecords(input.chunks, limits)) {
    const fault = readRecord(transcript, record);
    if (fault !== null) items.push({ kind: 'reject', reject: rejectOf(input, record, fault) });
    yield* items;
    items = [];
  }
  transcript.end();
  yield* items;
}

function readRecord(transcript: Transcript, record: TranscriptRecord): Fault | null {
  if (record.text.trim() === '') return null;
  if (record.overlong?.complete === false) {
    return {
      code: 'LINE_TOO_LONG',
      reason:
        `The line has ${record.sizeBytes} bytes (SHA-256 ${record.overlong.sha256}) and stays too long when its ` +
        'longest values are cut; split or shorten it to import it.',
    };
  }
  const parsed = parse(record);
  if ('code' in parsed) return parsed;
  const { value, text, repaired } = parsed;
  if (!isObject(value)) {
    return {
      code: 'NOT_AN_OBJECT',
      reason: 'The line is JSON but no object, so it is not a line of a transcript.',
    };
  }
  try {
    return transcript.read(
      transcriptLine(value, text, {
        ...(repaired || record.invalidUtf8 ? { sanitised: true } : {}),
        ...(record.overlong === null
          ? {}
          : { truncated: { sizeBytes: record.sizeBytes, sha256: record.overlong.sha256 } }),
      }),
    );
  } catch (error) {
    // JSON can be parsed deeper than it can be walked.
    if (!(error instanceof RangeError)) throw error;
    return {
      code: 'TOO_DEEP',
      reason: 'The line nests its values too deeply to be read; no client writes such lines.',
    };
  }
}

interface Parsed {
  readonly value: unknown;
  readonly text: string;
  /** True where the text could only be read without its NUL bytes. */
  readonly repaired: boolean;
}

function parse(record: TranscriptRecord): Parsed | Fault {
  const value = parsedJson(record.text);
  if (value !== undefined) return { value, text: record.text, repaired: false };
  if (record.text.includes('\0')) {
    // A power cut leaves blocks of zeros in a file that was being written.
    const text = record.text.replaceAll('\0', '');
    const rest = parsedJson(text);
    if (rest !== undefined) return { value: rest, text, repaired: true };
    return {
      code: 'NUL_BYTES',
      reason: 'The line holds zero bytes and no JSON: the file was damaged; restore a copy.',
    };
  }
  if (/^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$/.test(record.text.trimEnd())) {
    return {
      code: 'CONFLICT_MARKER',
      reason: 'The line is a mark of a git merge conflict; resolve it in the file.',
    };
  }
  if (!record.terminated) {
    return {
      code: 'TRUNCATED_LINE',
      reason:
        'The last line stops before its end; import the file again when the client has written the rest.',
    };
  }
  return {
    code: 'NOT_JSON',
    reason: 'The line is not JSON; it was damaged, or the file is of another format.',
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function rejectOf(input: SourceInput, record: TranscriptRecord, fault: Fault): Reject {
  return {
    source: input.name,
    position: record.position,
    code: fault.code,
    reason: fault.reason,
    excerpt: wellFormed(record.text.slice(0, 500)).replaceAll('\0', '\u2400'),
  };
}
