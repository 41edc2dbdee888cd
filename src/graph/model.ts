/**
 * The graph's vocabulary: every label, relationship type and property that the product writes. Cypher files are
 * checked against it, the radius and the neighbourhood read it, and the documentation is written from it.
 */

/** Entity labels: the nouns that an analyst asks about. Each has a unique `key`. */
export const ENTITY_LABELS = [
  'Session',
  'User',
  'Endpoint',
  'Agent',
  'Model',
  'ApiKey',
  'File',
  'Host',
  'Tool',
  'McpServer',
  'Repository',
  'Project',
  'Sandbox',
] as const;
export type EntityLabel = (typeof ENTITY_LABELS)[number];

/** How a session's relationship came to be known over time. */
export type KindClass =
  /** The session acted at points in time: every contact time is kept. */
  | 'CONTACT'
  /** True of the session from its first attestation to its end. */
  | 'STATE'
  /** Context only: never traversed, never counted towards a hub. */
  | 'CONTEXT'
  /** Between sessions. */
  | 'LINEAGE';

export interface KindSpec {
  readonly from: EntityLabel;
  readonly to: EntityLabel;
  readonly class: KindClass;
}

/** Relationship kinds that join a session to an entity or to another session (SPAWNED: parent → child; CONTINUED: later → origin). */
export const KINDS = {
  RUN_BY: { from: 'Session', to: 'User', class: 'STATE' },
  RAN_ON: { from: 'Session', to: 'Endpoint', class: 'STATE' },
  USED_KEY: { from: 'Session', to: 'ApiKey', class: 'STATE' },
  READ: { from: 'Session', to: 'File', class: 'CONTACT' },
  WROTE: { from: 'Session', to: 'File', class: 'CONTACT' },
  CALLED: { from: 'Session', to: 'Host', class: 'CONTACT' },
  USED_SERVER: { from: 'Session', to: 'McpServer', class: 'CONTACT' },
  RAN_AS: { from: 'Session', to: 'Agent', class: 'CONTEXT' },
  USED_MODEL: { from: 'Session', to: 'Model', class: 'CONTEXT' },
  USED_TOOL: { from: 'Session', to: 'Tool', class: 'CONTEXT' },
  IN_REPOSITORY: { from: 'Session', to: 'Repository', class: 'CONTEXT' },
  IN_SANDBOX: { from: 'Session', to: 'Sandbox', class: 'CONTEXT' },
  SPAWNED: { from: 'Session', to: 'Session', class: 'LINEAGE' },
  CONTINUED: { from: 'Session', to: 'Session', class: 'LINEAGE' },
} as const satisfies Record<string, KindSpec>;
export type Kind = keyof typeof KINDS;

/** Kinds that a session has to an entity, in the order in which they are written. */
export type EntityKind = Exclude<Kind, 'SPAWNED' | 'CONTINUED'>;

/** Opaque global id of a node: base64url of `Label:key`. */
export function globalId(label: string, key: string): string {
  return Buffer.from(`${label}:${key}`, 'utf8').toString('base64url');
}

/** The label and key behind a global id; null where the text is no global id of a known label. */
export function parseGlobalId(id: string, labels: readonly string[]): { label: string; key: string } | null {
  if (!/^[A-Za-z0-9_-]+$/.test(id)) return null;
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  const label = text.slice(0, colon);
  const key = text.slice(colon + 1);
  if (key === '' || !labels.includes(label) || globalId(label, key) !== id) return null;
  return { label, key };
}
