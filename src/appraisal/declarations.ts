import { appraisalDeclareEndpoint, appraisalDeclareKeyUse } from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';

/** What a key or an endpoint is for, where sharing it is no sign of anything. */
export type DeclaredUse = 'SERVICE' | 'CI';

/** Whose knowledge a declaration is. */
export interface DeclaredBy {
  readonly by: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface EndpointDeclaration {
  /** Null where nothing is declared, or a declaration is taken back. */
  readonly trust: 'MANAGED' | null;
  readonly use: DeclaredUse | null;
}

/**
 * Declares what a key is for; `use` null takes it back. What follows is appraised again. Returns false where there is no
 * such key.
 */
export async function declareKeyUse(
  graph: Graph,
  key: string,
  use: DeclaredUse | null,
  who: DeclaredBy,
): Promise<boolean> {
  const rows = await graph.write((tx) => tx.run(appraisalDeclareKeyUse, { rows: [{ key, use, ...who }] }));
  return rows.length > 0;
}

/** Declares what is known of an endpoint, in place of what was declared before. Returns false where there is none. */
export async function declareEndpoint(
  graph: Graph,
  key: string,
  declared: EndpointDeclaration,
  who: DeclaredBy,
): Promise<boolean> {
  const rows = await graph.write((tx) =>
    tx.run(appraisalDeclareEndpoint, { rows: [{ key, ...declared, ...who }] }),
  );
  return rows.length > 0;
}
