import {
  signalsByKey,
  type SignalsByKeyRow,
  signalsOfSessions,
  type SignalsOfSessionsRow,
} from '../../graph/catalogue/read.generated.js';
import { globalId } from '../../graph/model.js';
import { toChoice } from '../event/event-enums.js';
import { byKey, groupedByKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import { EvidenceBasis, SignalAxis, SignalKind } from './signal-enums.js';
import type { Signal } from './signal.type.js';

const signalLoader: LoaderSpec<Signal | null> = {
  name: 'signals by key',
  async load(context, keys) {
    const rows = await context.graph.read(signalsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toSignal);
  },
  absent: () => null,
};

export const signalSource: NodeSource<Signal> = { label: 'Signal', loader: signalLoader };

/** Keys and codes of the signals that sessions raised, the weightiest first. */
export const signalsOfSessionsLoader: LoaderSpec<readonly SignalsOfSessionsRow[]> = {
  name: 'signals of sessions',
  async load(context, keys) {
    const rows = await context.graph.read(signalsOfSessions, { keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.session,
      (row) => row,
    );
  },
  absent: () => [],
};

function toSignal(row: SignalsByKeyRow): Signal {
  return {
    ...nodeBase('Signal', row.key),
    sessionKey: row.session,
    code: row.code,
    kind: toChoice(SignalKind, row.kind),
    axis: toChoice(SignalAxis, row.axis),
    points: row.points,
    basis: toChoice(EvidenceBasis, row.basis),
    evidence: row.evidence.map((key) => globalId('Event', key)),
    entities: row.entities,
    detail: row.detail,
    rulesVersion: row.rulesVersion,
  };
}
