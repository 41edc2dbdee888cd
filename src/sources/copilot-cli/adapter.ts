import type { SourceItem } from '../../events/event.js';
import { objectLines, parsedJson, rejectOf, withinDepth } from '../object-lines.js';
import { isObject } from '../json-shape.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { CopilotEvents } from './events.js';

/**
 * Events files of GitHub Copilot CLI, `~/.copilot/session-state/<session>/events.jsonl`, of releases 0.0.4xx to 1.0.
 * The format is documented by what the client writes; fields are read defensively, unknown types are skipped.
 */
export const copilotEvents: SourceAdapter = {
  format: 'copilot-events',
  recognises: looksLikeCopilot,
  read: (input) => readCopilotEvents(input),
};

/** The same with other limits than the usual ones. */
export async function* readCopilotEvents(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const events = new CopilotEvents(input.receivedAt, (item) => void items.push(item));
  for await (const reading of objectLines(input, limits)) {
    if (reading.kind === 'reject') {
      yield reading;
      continue;
    }
    const { record } = reading;
    const fault = withinDepth(() => events.read(record));
    yield* items;
    items = [];
    if (fault !== null) {
      yield { kind: 'reject', reject: rejectOf(input.name, record.position, record.json, fault) };
    }
  }
  events.end();
  yield* items;
}

const NAMESPACES = /^(?:session|user|assistant|tool|system|subagent|hook|permission|skill)\.[a-z_]+$|^abort$/;

function looksLikeCopilot(head: string): boolean {
  let ours = 0;
  let others = 0;
  const lines = head.replace(/^\ufeff/, '').split('\n');
  for (const line of lines) {
    const value = parsedJson(line);
    if (!isObject(value)) continue;
    const { type, data } = value;
    const isOurs =
      typeof type === 'string' &&
      NAMESPACES.test(type) &&
      isObject(data) &&
      'parentId' in value &&
      'id' in value;
    if (isOurs) ours += 1;
    else others += 1;
  }
  if (ours + others > 0) return ours > 0 && ours >= others;
  return lines[0]?.startsWith('{"type":"session.start","data":{"sessionId":') === true;
}
