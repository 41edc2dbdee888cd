import type {
  CreateRecordsParams,
  LockSessionsRow,
  MergeImportedFilesParams,
  MergeRejectsParams,
} from '../graph/catalogue/write.generated.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';

/** What reading files comes down to: records with their facts' ids, rejects, and notes of what was read. */
export interface Capture {
  record(row: CreateRecordsParams['rows'][number]): Promise<void>;
  reject(row: MergeRejectsParams['rows'][number]): Promise<void>;
  file(row: MergeImportedFilesParams['rows'][number]): Promise<void>;
}

/**
 * A graph that is always empty and hands on what an import would store in it, so that files are read, recognised,
 * redacted and noted in one way, whichever way they go into the graph.
 */
export function capturedGraph(capture: Capture): Graph {
  const transaction = {
    run: (query: { readonly name: string }, params: { readonly rows?: readonly unknown[] }) =>
      answer(query.name, params.rows ?? [], capture),
  } as WriteTransaction;
  const graph: Pick<Graph, 'read' | 'write'> = {
    read: () => Promise.resolve([]),
    write: (work) => work(transaction),
  };
  return graph as Graph;
}

async function answer(name: string, rows: readonly unknown[], capture: Capture): Promise<unknown[]> {
  switch (name) {
    case 'lockSessions':
      return (rows as readonly { readonly key: string }[]).map(({ key }) => unknownSession(key));
    case 'createRecords':
      for (const row of rows as CreateRecordsParams['rows']) await capture.record(row);
      return [];
    case 'mergeRejects':
      for (const row of rows as MergeRejectsParams['rows']) await capture.reject(row);
      return [];
    case 'mergeImportedFiles':
      for (const row of rows as MergeImportedFilesParams['rows']) await capture.file(row);
      return [];
    default:
      // Everything else follows from the records and is made of them once all are there.
      return [];
  }
}

function unknownSession(key: string): LockSessionsRow {
  return {
    key,
    isNew: true,
    startedAt: null,
    lastSeenAt: null,
    firstReceivedAt: null,
    lastEndAt: null,
    killedAt: null,
    killCause: null,
    actor: null,
    spanStarts: [],
    spanEnds: [],
    osAccounts: [],
    permissionModes: [],
    events: 0,
    tallies: [],
  };
}
