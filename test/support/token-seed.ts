import type { Driver, Session } from 'neo4j-driver';
import { schemaStatements } from '../../src/graph/catalogue/constraints.generated.js';
import { writeQueries } from '../../src/graph/catalogue/write.generated.js';
import { ENTITY_LABELS, KINDS } from '../../src/graph/model.js';
import type { Statement } from '../../src/graph/query.js';
import { maskCypher } from '../../scripts/catalogue/cypher-text.js';

/** The names that the graph's data may carry. */
export interface Vocabulary {
  readonly labels: readonly string[];
  readonly relationshipTypes: readonly string[];
  readonly propertyKeys: readonly string[];
}

/**
 * What the product stores: the model's labels and relationship types, and whatever else the statements that write and
 * the schema name. A statement that reads may name nothing else.
 */
export function storedVocabulary(): Vocabulary {
  const written = writtenVocabulary([...writeQueries, ...schemaStatements]);
  return {
    labels: unique([...ENTITY_LABELS, ...written.labels]),
    relationshipTypes: unique([...Object.keys(KINDS), ...written.relationshipTypes]),
    propertyKeys: written.propertyKeys,
  };
}

/** The names in the patterns, assignments and property maps of some statements. */
export function writtenVocabulary(statements: readonly Statement[]): Vocabulary {
  const texts = statements.map(({ text }) => maskCypher(text));
  const found = (pattern: RegExp): string[] =>
    unique(texts.flatMap((text) => Array.from(text.matchAll(pattern), (match) => match[1] ?? '')));
  return {
    labels: found(/(?:\(\s*\w*\s*|\b(?:SET|REMOVE)\s+\w+\s*|\w):([A-Z]\w*)/g),
    relationshipTypes: found(/\[\s*\w*\s*:([A-Z][A-Z_]*)/g),
    propertyKeys: unique([...found(/\w\.([a-z]\w*)\b(?!\s*\()/g), ...found(/[{,]\s*([a-z]\w*)\s*:/g)]),
  };
}

/**
 * Makes every name known to the store, so that a statement that names an unknown one is warned about, and leaves a
 * small graph of every label and relationship type, so that plans are made for data and not for an empty store:
 * there, every scan looks cheap.
 */
export async function seedTokens(driver: Driver, database: string, vocabulary: Vocabulary): Promise<void> {
  const session = driver.session({ database });
  const run = async (text: string, names?: readonly string[]): Promise<void> => {
    await session.run(text, { names });
  };
  try {
    await run('UNWIND $names AS name CALL db.createLabel(name)', vocabulary.labels);
    await run('UNWIND $names AS name CALL db.createRelationshipType(name)', vocabulary.relationshipTypes);
    await run('UNWIND $names AS name CALL db.createProperty(name)', vocabulary.propertyKeys);
    const indexed = await indexedProperties(session);
    for (const label of vocabulary.labels) {
      const properties = unique(['key', ...(indexed.get(label) ?? [])]).map(
        (key) => `\`${key}\`: 'seed-' + i`,
      );
      const last = (SEED_NODES[label] ?? 50) - 1;
      await run(`UNWIND range(0, ${last}) AS i CREATE (:\`${label}\` {${properties.join(', ')}})`);
    }
    for (const [type, { from, to }] of Object.entries(KINDS)) {
      // Every session has one of each; one in twenty has a parent or an origin.
      const [share, target] = to === 'Session' ? ['WHERE i % 20 = 1', 'i - 1'] : ['', 'i % 50'];
      await run(`UNWIND range(0, ${SEED_SESSIONS - 1}) AS i WITH i ${share}
        MATCH (a:${from} {key: 'seed-' + i}) MATCH (b:${to} {key: 'seed-' + (${target})})
        CREATE (a)-[:${type}]->(b)`);
    }
    await run('CALL db.prepareForReplanning(60)');
  } finally {
    await session.close();
  }
}

async function indexedProperties(session: Session): Promise<Map<string, string[]>> {
  const { records } = await session.run(
    'SHOW INDEXES YIELD labelsOrTypes, properties WHERE labelsOrTypes IS NOT NULL',
  );
  const byLabel = new Map<string, string[]>();
  for (const record of records) {
    const properties = (record.get('properties') as string[] | null) ?? [];
    for (const label of record.get('labelsOrTypes') as string[]) {
      byLabel.set(label, [...(byLabel.get(label) ?? []), ...properties]);
    }
  }
  return byLabel;
}

const SEED_SESSIONS = 1_000;
/** There are many sessions and events, and few of everything else: 50. */
const SEED_NODES: Readonly<Record<string, number>> = { Session: SEED_SESSIONS, Event: 5_000 };

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
