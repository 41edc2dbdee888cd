import { exportRecords } from '../graph/catalogue/read.generated.js';
import type { Graph } from '../graph/graph.js';
import { MIGRATIONS } from '../graph/migrations.js';
import { canonicalJson } from '../sources/native/json-walk.js';
import { NODE_KINDS, RELATIONSHIP_KINDS, type NodeRow, type RelationshipRow } from './graph-kinds.js';
import { PAGE_WITHIN_MS, pagesOf } from './pages.js';
import { payloadOf, RECORD_PAGE, WHOLE_LENGTH } from './payloads.js';
import { isAboutSessions, withoutReceiveTimes } from './receive-times.js';

export interface GraphExportOptions {
  /** Leaves out what depends on when things were received or appraised. */
  readonly withoutReceiveTimes: boolean;
  /** Rows read at a time, records aside. Default 2,000. */
  readonly pageSize?: number;
}

const FORMAT_VERSION = 1;
const PAGE = 2_000;
/** Before every key. */
const FIRST = '';

/**
 * The graph as lines of canonical JSON (RFC 8785), without line breaks: a header, nodes label by label in the order of
 * their keys, relationships type by type in the order of the keys of their ends, and a last line that counts both, by
 * which a file is known to be whole. Memory stays flat. The lines of a graph that does not change are always the same;
 * while it changes, each page is read as it then is. Throws as `Graph.read` does.
 */
export async function* graphLines(
  graph: Graph,
  options: GraphExportOptions,
): AsyncGenerator<string, void, undefined> {
  const lines = new GraphLines(graph, options);
  yield canonicalJson({
    format: 'runtrail-graph',
    version: FORMAT_VERSION,
    schemaVersion: MIGRATIONS.at(-1)?.version ?? 0,
    receiveTimes: !options.withoutReceiveTimes,
  });
  yield* lines.nodes();
  yield* lines.relationships();
  yield canonicalJson({ nodes: lines.nodeCount, relationships: lines.relationshipCount });
}

class GraphLines {
  nodeCount = 0;
  relationshipCount = 0;
  readonly #graph: Graph;
  readonly #clockless: boolean;
  readonly #page: number;

  constructor(graph: Graph, options: GraphExportOptions) {
    this.#graph = graph;
    this.#clockless = options.withoutReceiveTimes;
    this.#page = options.pageSize ?? PAGE;
  }

  async *nodes(): AsyncGenerator<string, void, undefined> {
    for (const { label, query } of NODE_KINDS) {
      if (this.#clockless && !isAboutSessions(label)) continue;
      const limit = this.#page;
      const readAfter = (last: NodeRow | null): Promise<NodeRow[]> =>
        this.#graph.read(query, { afterKey: last?.key ?? FIRST, limit }, { timeoutMs: PAGE_WITHIN_MS });
      for await (const rows of pagesOf(readAfter, limit)) {
        for (const row of rows) yield this.#node(label, row.key, propertiesOf(row));
      }
    }
    yield* this.#records();
  }

  async *#records(): AsyncGenerator<string, void, undefined> {
    const limit = Math.min(RECORD_PAGE, this.#page);
    const readAfter = (last: NodeRow | null) =>
      this.#graph.read(
        exportRecords,
        { afterKey: last?.key ?? FIRST, limit, wholeLength: WHOLE_LENGTH },
        { timeoutMs: PAGE_WITHIN_MS },
      );
    for await (const rows of pagesOf(readAfter, limit)) {
      for (const row of rows) {
        const { payload, ...others } = propertiesOf(row);
        const whole = row.payloadStays ? await payloadOf(this.#graph, row.key) : payload;
        const isThere = whole !== undefined && whole !== null;
        yield this.#node('Record', row.key, isThere ? { ...others, payload: whole } : others);
      }
    }
  }

  async *relationships(): AsyncGenerator<string, void, undefined> {
    for (const { from, type, to, pages } of RELATIONSHIP_KINDS) {
      const limit = this.#page;
      const within = { timeoutMs: PAGE_WITHIN_MS };
      const readAfter = (last: RelationshipRow | null): Promise<RelationshipRow[]> => {
        const toKey = last?.to ?? FIRST;
        return pages.by === 'to'
          ? this.#graph.read(pages.query, { toKey, limit }, within)
          : this.#graph.read(pages.query, { fromKey: last?.from ?? FIRST, toKey, limit }, within);
      };
      for await (const rows of pagesOf(readAfter, limit)) {
        for (const row of rows) {
          this.relationshipCount++;
          yield canonicalJson({
            from: { label: from, key: row.from },
            type,
            to: { label: to, key: row.to },
            properties: this.#kept(type, propertiesOf(row)),
          });
        }
      }
    }
  }

  #node(label: string, key: string, properties: Readonly<Record<string, unknown>>): string {
    this.nodeCount++;
    const { key: _key, ...others } = properties;
    return canonicalJson({ label, key, properties: this.#kept(label, others) });
  }

  #kept(of: string, properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.#clockless ? withoutReceiveTimes(of, properties) : properties;
  }
}

function propertiesOf({ properties }: { readonly properties: unknown }): Readonly<Record<string, unknown>> {
  return properties as Readonly<Record<string, unknown>>;
}
