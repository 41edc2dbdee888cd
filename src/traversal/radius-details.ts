import {
  radiusFileSessions,
  radiusSessionCount,
  radiusSessionEndpoints,
  radiusSteps,
} from '../graph/catalogue/read.generated.js';
import type { Graph, ReadOptions } from '../graph/graph.js';
import { BEGINNING } from './radius-graph.js';
import {
  type AffectedNode,
  type CitedEdge,
  filePassages,
  innerThings,
  type PathInLens,
  type PathStep,
  type PutTogether,
  strengthOf,
} from './radius-answer.js';

/** Event ids that an edge shows at most; its count tells how many there are. */
export const EDGE_EVIDENCE = 20;

/** What stands behind one step. */
export interface StepEvidence {
  /** Keys of the events that made the contact. */
  readonly events: readonly string[];
  /** True where the contact's time is not known: only an event without a time allows it. */
  readonly untimed: boolean;
}

/** What a relationship is known by. */
export interface EdgeFacts {
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly count: number;
  /** Keys of its first events, at most EDGE_EVIDENCE. */
  readonly events: readonly string[];
  /** True where an event without a time is among those behind it, or all of them are. */
  readonly untimed: boolean;
}

/** What is read about an answer only when somebody looks at its nodes or edges. */
export interface RadiusDetails {
  evidenceOf(step: PathStep): StepEvidence;
  factsOf(edge: CitedEdge): EdgeFacts;
  strengthOf(path: PathInLens): number;
  /**
   * True where the path goes through a file between sessions on different endpoints: the file is one by its path in a
   * repository, and the copy on the one endpoint may not have travelled to the other.
   */
  crossesEndpoints(path: PathInLens): boolean;
}

/** Reads what stands behind an answer. Throws as `Graph.read` does. */
export async function readRadiusDetails(
  graph: Graph,
  answer: PutTogether,
  read: ReadOptions,
): Promise<RadiusDetails> {
  const paths = answer.nodes.flatMap((node: AffectedNode) => node.paths);
  const steps = new Map<string, { relationship: string; at: number }>();
  for (const step of paths.flatMap((path) => path.steps)) {
    steps.set(stepKey(step), { relationship: step.relationship, at: step.at ?? BEGINNING });
  }
  const files = new Set<string>();
  const sessions = new Set<string>();
  for (const path of paths) {
    for (const { ref } of innerThings(path.steps)) if (ref.label === 'File') files.add(ref.key);
    for (const { before, after } of filePassages(path.steps)) sessions.add(before).add(after);
  }
  const [evidenceRows, countRows, fileRows, endpointRows] = await Promise.all([
    steps.size === 0
      ? []
      : graph.read(radiusSteps, { steps: [...steps.values()], evidenceLimit: EDGE_EVIDENCE }, read),
    graph.read(radiusSessionCount, {}, read),
    files.size === 0 ? [] : graph.read(radiusFileSessions, { files: [...files] }, read),
    sessions.size === 0 ? [] : graph.read(radiusSessionEndpoints, { sessions: [...sessions] }, read),
  ]);
  const evidence = new Map(evidenceRows.map((row) => [stepKey(row), row]));
  const commonness = {
    sessions: countRows[0]?.sessions ?? 0,
    sessionsOfFile: new Map(fileRows.map((row) => [row.key, row.sessions])),
  };
  const endpoints = new Map(endpointRows.map((row) => [row.session, row.endpoints]));
  return {
    evidenceOf(step) {
      const row = evidence.get(stepKey(step));
      return { events: row?.events ?? [], untimed: row?.untimed ?? step.at === null };
    },
    factsOf(edge) {
      const row = evidence.get(stepKey(edge));
      return {
        firstAt: row?.firstAt ?? null,
        lastAt: row?.lastAt ?? null,
        count: row?.count ?? 0,
        events: row?.evidence ?? [],
        untimed: row?.hasUntimed ?? false,
      };
    },
    strengthOf: (path) => strengthOf(path.steps, commonness),
    crossesEndpoints: (path) =>
      filePassages(path.steps).some(({ before, after }) => {
        const [left, right] = [endpoints.get(before) ?? [], endpoints.get(after) ?? []];
        return left.length > 0 && right.length > 0 && !left.some((endpoint) => right.includes(endpoint));
      }),
  };
}

function stepKey(step: { readonly relationship: string; readonly at: number | null }): string {
  return `${step.relationship} ${step.at ?? BEGINNING}`;
}
