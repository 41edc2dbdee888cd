import type { SourceItem } from '../../events/event.js';
import { readDocument, MAX_DOCUMENT_BYTES } from '../json-file/document.js';
import { outlineOf } from '../json-file/outline.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { readExport } from './export.js';

/**
 * A session as `opencode export` prints it, or as the client's share page offers it: one JSON document,
 * `{info, messages: [{info, parts}]}`. The files of the client's own storage, one for each message and part, are not
 * read: none of them says enough.
 */
export const openCodeExport: SourceAdapter = {
  format: 'opencode-export',
  recognises: looksLikeExport,
  read: (input) => readOpenCode(input),
};

/** The same with another limit than the usual one. */
export function readOpenCode(
  input: SourceInput,
  maxBytes = MAX_DOCUMENT_BYTES,
): AsyncGenerator<SourceItem, void, undefined> {
  return readDocument(
    input,
    'an OpenCode export',
    (document, emit) => readExport(document, input.receivedAt, emit),
    maxBytes,
  );
}

function looksLikeExport(head: string): boolean {
  const { root, keys } = outlineOf(head);
  if (root !== 'OBJECT') return false;
  const inMessages = (key: string): boolean => keys.has(`messages[].${key}`);
  if (inMessages('info.role') && (inMessages('parts') || inMessages('info.sessionID'))) return true;
  // Where the first message is not seen, or there is none.
  return (
    keys.has('info.id') &&
    keys.has('info.time.created') &&
    (keys.has('info.directory') || keys.has('info.projectID')) &&
    (keys.has('messages') || !isComplete(head))
  );
}

function isComplete(head: string): boolean {
  return head.trimEnd().endsWith('}');
}
