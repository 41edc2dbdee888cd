import type { SourceItem } from '../../events/event.js';
import type { LineLimits } from '../lines.js';
import type { SourceAdapter, SourceInput } from '../source.js';
import { ExecOutput, isExecRecord } from './exec-output.js';
import { objectLines, rejectOf, withinDepth } from '../object-lines.js';
import { looksLikeCodex } from './recognise.js';
import { Rollout } from './rollout.js';
import { rolloutLine } from './rollout-line.js';

/**
 * Codex rollouts, `~/.codex/sessions/YYYY/MM/DD/rollout-<time>-<id>.jsonl`, of all releases that keep them, and what
 * `codex exec --json` prints. What an event says comes from the lines alone, never from the file's name. The format
 * is documented by what the client writes; fields are read defensively, unknown types are skipped and counted.
 */
export const codexRollout: SourceAdapter = {
  format: 'codex-rollout',
  recognises: looksLikeCodex,
  read: (input) => readRollout(input),
};

/** The same with other limits than the usual ones. */
export async function* readRollout(
  input: SourceInput,
  limits: LineLimits = {},
): AsyncGenerator<SourceItem, void, undefined> {
  let items: SourceItem[] = [];
  const out = (item: SourceItem): void => void items.push(item);
  const rollout = new Rollout(input.receivedAt, out);
  const exec = new ExecOutput(input.receivedAt, out);
  for await (const reading of objectLines(input, limits)) {
    if (reading.kind === 'reject') {
      yield reading;
      continue;
    }
    const { record } = reading;
    const fault = withinDepth(() =>
      isExecRecord(record.value) ? exec.read(record) : rollout.read(rolloutLine(record)),
    );
    yield* items;
    items = [];
    if (fault !== null) {
      yield { kind: 'reject', reject: rejectOf(input.name, record.position, record.json, fault) };
    }
  }
  rollout.end();
  yield* items;
}
