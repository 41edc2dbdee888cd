import { globalId } from '../../src/graph/model.js';
import { RADIUS_LIMITS } from '../../src/traversal/blast-radius.js';
import { HUB_BOUND } from '../../src/traversal/policy.js';
import { startBareServer } from '../bare-server.js';
import type { BenchDatabase } from '../bench-database.js';
import type { LoadedCompany } from '../company/load.js';
import { GraphqlClient } from '../http-client.js';
import { type Comparison, comparePairs, fastestOf, type Rounds } from '../measure.js';
import type { RowResult } from '../report.js';
import { type BenchService, IDLE_MS, statementNote } from '../service.js';
import {
  MAX_HOPS,
  RADIUS_FORMS,
  type RadiusForm,
  type RadiusNodeRow,
  type RawRadiusOptions,
} from './raw-radius.js';

export interface RadiusRowOptions {
  readonly database: BenchDatabase;
  readonly service: BenchService;
  readonly company: LoadedCompany;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly rounds: Rounds;
}

/** Keys that are asked about in turn where one is to stand for many. */
const TYPICAL_KEYS = 5;
const { maxNodes, maxEdges, timeoutMs } = RADIUS_LIMITS;

const QUERY = `query Radius($key: ID!) {
  blastRadius(
    input: {
      from: [{ apiKey: { id: $key } }]
      lenses: [EXPOSURE, TAINT]
      maxHops: ${MAX_HOPS}
      maxNodes: ${maxNodes.most}
      maxEdges: ${maxEdges.most}
      timeoutMs: ${timeoutMs.most}
    }
  ) {
    nodes { id kind hops arrivedAt }
    meta { truncatedBy }
  }
}`;

const BARE_QUERY = 'query Radius($key: ID!) { radius(key: $key) { nodes { id kind hops arrivedAt } } }';

const BARE_SCHEMA = `
type Query { radius(key: ID!): Radius! }
type Radius { nodes: [Affected!]! }
type Affected { id: ID! kind: String! hops: Int! arrivedAt: String }
`;

interface RadiusAnswer {
  readonly blastRadius: {
    readonly nodes: readonly {
      readonly id: string;
      readonly hops: number;
      readonly arrivedAt: string | null;
    }[];
    readonly meta: { readonly truncatedBy: readonly string[] };
  };
}

/** A radius of four hops from typical keys and from the busiest: against the fastest way with plain Cypher. */
export async function measureRadius(options: RadiusRowOptions): Promise<RowResult[]> {
  const { keys } = options.company;
  const middle = Math.floor(keys.length / 2);
  const typical = keys.slice(Math.max(0, middle - Math.floor(TYPICAL_KEYS / 2))).slice(0, TYPICAL_KEYS);
  const [busiest] = keys;
  if (busiest === undefined) throw new RangeError('The company has no keys.');
  return [
    ...(await measureFrom(options, `${typical.length} typical keys`, typical)),
    ...(await measureFrom(options, 'the busiest key', [busiest])),
  ];
}

async function measureFrom(
  { database, service, asOf, rounds }: RadiusRowOptions,
  from: string,
  keys: LoadedCompany['keys'],
): Promise<RowResult[]> {
  const raw: RawRadiusOptions = {
    driver: database.driver,
    database: database.address.database,
    asOf,
    idleMs: IDLE_MS,
    hubBound: HUB_BOUND,
    maxNodes: maxNodes.most,
  };
  const keyAt = (round: number): string => keys[round % keys.length]?.key ?? '';
  const askApi = (key: string) => service.execute(QUERY, { key: globalId('ApiKey', key) });

  const sides = RADIUS_FORMS.map((form) => ({
    name: form.name,
    run: (round: number) => form.run(raw, keyAt(round)),
  }));
  const trial = { warmUp: keys.length + 2, counted: Math.max(keys.length, Math.round(rounds.counted / 6)) };
  const fastest = await fastestOf(sides, trial);
  const form = RADIUS_FORMS.find(({ name }) => name === fastest.name) ?? RADIUS_FORMS[0];
  if (form === undefined) throw new RangeError('There is no way to ask for a radius.');

  const { invalid, answers } = await compareAnswers(keys, form, askApi, raw);
  const sessions = keys.map((key) => key.sessions).join(', ');
  const notes = [
    `the fastest of ${RADIUS_FORMS.length} ways: ${form.name}`,
    `the keys have ${sessions} sessions; the answers have ${answers.join(', ')} nodes`,
    statementNote(await service.statementsOf(QUERY, { key: globalId('ApiKey', keyAt(0)) })),
  ];
  const row = (where: string, ours: string, theirs: string, comparison: Comparison): RowResult => ({
    question: `radius of ${MAX_HOPS} hops from ${from}, EXPOSURE and TAINT`,
    where,
    ours,
    theirs,
    comparison,
    invalid,
    notes,
  });

  const inProcess = await comparePairs(
    { name: 'API', run: (round) => askApi(keyAt(round)) },
    { name: 'driver', run: (round) => form.run(raw, keyAt(round)) },
    rounds,
  );
  const bare = await startBareServer(BARE_SCHEMA, {
    radius: async (args) => ({ nodes: (await form.run(raw, String(args['key']))).map(shown) }),
  });
  const [ours, theirs] = [new GraphqlClient(service.url), new GraphqlClient(bare.url)];
  try {
    const overHttp = await comparePairs(
      { name: 'service', run: (round) => ours.post(QUERY, { key: globalId('ApiKey', keyAt(round)) }) },
      { name: 'bare Apollo Server', run: (round) => theirs.post(BARE_QUERY, { key: keyAt(round) }) },
      rounds,
    );
    return [
      row('in process', 'API', 'driver', inProcess),
      row('over HTTP', 'service', 'bare Apollo Server', overHttp),
    ];
  } finally {
    ours.close();
    theirs.close();
    await bare.stop();
  }
}

function shown({ arrivedAt, ...node }: RadiusNodeRow): object {
  return { ...node, arrivedAt: arrivedAt === null ? null : new Date(arrivedAt).toISOString() };
}

/** Both sides must reach the same nodes, by as many hops and at the same moments. */
async function compareAnswers(
  keys: LoadedCompany['keys'],
  form: RadiusForm,
  askApi: (key: string) => Promise<unknown>,
  raw: RawRadiusOptions,
): Promise<{ readonly invalid: string | null; readonly answers: readonly string[] }> {
  const answers: string[] = [];
  // The first answers wait for the database to plan their statements, which can take longer than they may.
  for (const { key } of keys) await askApi(key);
  for (const { key } of keys) {
    const { nodes, meta } = ((await askApi(key)) as RadiusAnswer).blastRadius;
    const cuts = meta.truncatedBy.length === 0 ? 'whole' : `cut by ${meta.truncatedBy.join(' and ')}`;
    answers.push(`${nodes.length} (${cuts})`);
    if (meta.truncatedBy.includes('TIMEOUT')) return { invalid: `${key}: the API ran out of time`, answers };
    const named = (node: { id: string; hops: number; arrivedAt: unknown }): string =>
      `${Buffer.from(node.id, 'base64url').toString('utf8')} by ${node.hops} hops at ${String(node.arrivedAt)}`;
    const ours = new Set(nodes.map((node) => named({ ...node, arrivedAt: instantOf(node.arrivedAt) })));
    const theirs = new Set((await form.run(raw, key)).map(named));
    const onlyOurs = [...ours].filter((node) => !theirs.has(node));
    const onlyTheirs = [...theirs].filter((node) => !ours.has(node));
    if (onlyOurs.length + onlyTheirs.length > 0) {
      const invalid =
        `${key}: ${onlyOurs.length} nodes only in the API's answer, such as ${onlyOurs[0]}; ` +
        `${onlyTheirs.length} only in the other, such as ${onlyTheirs[0]}`;
      return { invalid, answers };
    }
  }
  return { invalid: null, answers };
}

/** Epoch milliseconds; null for a seed, which was not arrived at. */
function instantOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
