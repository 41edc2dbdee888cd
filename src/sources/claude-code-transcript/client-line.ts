import type { RuntrailEvent } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { attachedFile } from '../claude-code/tool-touches.js';
import { asName, asObject, asText, type JsonObject, usableId } from '../json-shape.js';
import { oneLine } from '../summaries.js';
import { lineFactId, recorded, type PlacedLine } from './placed-line.js';

/** The fact of a `system` line. */
export function systemEvent(placed: PlacedLine): RuntrailEvent {
  const { raw } = placed.line;
  const subtype = asName(raw['subtype']) ?? 'system';
  const fact = (summary: string) => recorded(placed, lineFactId(placed), oneLine(summary));
  switch (subtype) {
    case 'api_error':
      return { ...fact(`API error${apiErrorDetail(raw)}`), type: 'API_ERROR' };
    case 'compact_boundary': {
      const about = asObject(raw['compactMetadata']);
      const trigger = asName(about?.['trigger']);
      return {
        ...fact(`Conversation compacted${trigger === null ? '' : ` (${trigger})`}`),
        type: 'COMPACTION',
      };
    }
    default: {
      const content = asText(raw['content']);
      return { ...fact(content === null ? subtype : `${subtype}: ${content}`), type: 'OTHER', name: subtype };
    }
  }
}

function apiErrorDetail(raw: JsonObject): string {
  const error = asObject(raw['error']);
  const said = asText(error?.['formatted']) ?? asText(error?.['message']);
  const status = error?.['status'];
  if (said !== null) return `: ${said}`;
  return typeof status === 'number' ? `: status ${status}` : '';
}

/** Attachments whose file's content was put before the model, with the field that holds its path. */
const FILE_ATTACHMENTS: Readonly<Record<string, string>> = {
  file: 'filename',
  edited_text_file: 'filename',
  nested_memory: 'path',
};

/** The fact of an `attachment` line: what the client added to the conversation, or what one of its hooks did. */
export function attachmentEvent(placed: PlacedLine): RuntrailEvent {
  const { line } = placed;
  const attachment = asObject(line.raw['attachment']) ?? {};
  const fromHook = hookEvent(placed, attachment, attachment['toolUseID']);
  if (fromHook !== null) return fromHook;
  const name = asName(attachment['type']) ?? 'attachment';
  const pathField = Object.hasOwn(FILE_ATTACHMENTS, name) ? FILE_ATTACHMENTS[name] : undefined;
  const path = pathField === undefined ? undefined : attachment[pathField];
  const summary = oneLine(
    asText(path) === null ? `Attached: ${name}` : `Attached: ${name} ${asText(path) ?? ''}`,
  );
  const fact = recorded(placed, lineFactId(placed), summary, { touches: attachedFile(path, line.cwd) });
  return { ...fact, type: 'OTHER', name };
}

/**
 * The start or end of a session, where a hook for it left a trace: a `hook_progress` line or an attachment. The
 * hooks of one start share an id and are one event. Null for hooks of anything else.
 */
export function hookEvent(placed: PlacedLine, hook: JsonObject, runId: unknown): RuntrailEvent | null {
  const event = hook['hookEvent'];
  if (event !== 'SessionStart' && event !== 'SessionEnd') return null;
  const facet = event === 'SessionStart' ? 'session-start' : 'session-end';
  const run = usableId(runId);
  const id = run === null ? lineFactId(placed, facet) : eventId.line(placed.session, run, facet);
  const reason = /^[^:]+:(.+)$/.exec(asName(hook['hookName']) ?? '')?.[1];
  const verb = event === 'SessionStart' ? 'started' : 'ended';
  return {
    ...recorded(placed, id, oneLine(`Session ${verb}${reason === undefined ? '' : ` (${reason})`}`)),
    type: event === 'SessionStart' ? 'SESSION_START' : 'SESSION_END',
    ...(reason === undefined ? {} : { reason }),
  };
}
