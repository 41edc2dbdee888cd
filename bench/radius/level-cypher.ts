/**
 * One level of the radius from a key by two lenses, EXPOSURE (0) and TAINT (1), as one would write it by hand for a
 * graph without untimed events and with one key, user and endpoint for each session: what the generated company is.
 * Times follow the timed rule: an arrival takes effect at the first contact at or after it.
 *
 * A frontier is a list of {n: node, lens, t}; what is found is a list of {n, lens, hops, at, onwardAt}, where onwardAt
 * is the best arrival from which paths go on, null where none may.
 */

/** The end of a session, as far as it is known at $asOf. */
const endOf = (session: string): string =>
  `coalesce(${session}.closedAt, CASE WHEN $asOf - ${session}.lastSeenAt >= $idleMs THEN ${session}.lastSeenAt ELSE $asOf END)`;

/** The first moment at or after t within [from, until]; null where there is none. */
const within = (from: string, until: string): string =>
  `CASE WHEN t > ${until} OR ${from} > ${until} THEN null WHEN t < ${from} THEN ${from} ELSE t END`;

const entries = (label: string, lens?: number): string =>
  `UNWIND frontier AS f
  WITH f WHERE f.n:${label}${lens === undefined ? '' : ` AND f.lens = ${lens}`}`;

/** From sessions to what they used, touched and ran on, and to what they spawned. */
function outOfSessions(lens: number, kinds: string, passing: string): string {
  return `${entries('Session', lens)}
  WITH f.n AS s, f.t AS t
  WITH s, t, ${endOf('s')} AS endedAt
  MATCH (s)-[r:${kinds}]->(x)
  WITH x, type(r) IN [${passing}] AS passes,
    CASE
      WHEN r.contactAt IS NOT NULL THEN head([c IN r.contactAt WHERE c >= t])
      WHEN x:Session THEN ${within('x.startedAt', endOf('x'))}
      ELSE ${within('s.startedAt', 'endedAt')}
    END AS at
  WHERE at <= $asOf
  RETURN x, ${lens} AS lens, at, passes`;
}

/** From subagents to the sessions that spawned them, and from sessions to those that continue them. */
const RELATED_SESSIONS = `${entries('Session')}
  WITH f.n AS s, f.lens AS lens, f.t AS t
  MATCH (s)<-[r:SPAWNED|CONTINUED]-(x:Session)
  WITH x, lens,
    CASE type(r)
      WHEN 'SPAWNED' THEN ${within('s.startedAt', endOf('s'))}
      WHEN 'CONTINUED' THEN CASE WHEN x.startedAt >= t THEN x.startedAt END
    END AS at
  WHERE at <= $asOf
  RETURN x, lens, at, true AS passes`;

/** EXPOSURE also goes from a session to the one that it continues, when it starts. */
const ORIGINS = `${entries('Session', 0)}
  WITH f.n AS s, f.t AS t
  MATCH (s)-[:CONTINUED]->(x:Session)
  WHERE t <= s.startedAt AND s.startedAt <= $asOf
  RETURN x, 0 AS lens, s.startedAt AS at, true AS passes`;

/** From what sessions hold to the sessions that hold it. */
function intoHolders(label: string, lens: number, kind: string): string {
  return `${entries(label, lens)}
  WITH f.n AS n, f.t AS t
  MATCH (n)<-[:${kind}]-(x:Session)
  WITH x, ${within('x.startedAt', endOf('x'))} AS at
  WHERE at <= $asOf
  RETURN x, ${lens} AS lens, at, true AS passes`;
}

const READERS = `${entries('File', 1)}
  WITH f.n AS n, f.t AS t
  MATCH (n)<-[r:READ]-(x:Session)
  WHERE r.lastAt >= t
  WITH x, head([c IN r.contactAt WHERE c >= t]) AS at
  WHERE at <= $asOf
  RETURN x, 1 AS lens, at, true AS passes`;

const BRANCHES = [
  outOfSessions(0, 'USED_KEY|RUN_BY|RAN_ON|READ|WROTE|CALLED|USED_SERVER|SPAWNED', "'USED_KEY', 'SPAWNED'"),
  outOfSessions(1, 'RAN_ON|WROTE|CALLED|USED_SERVER|SPAWNED', "'RAN_ON', 'WROTE', 'SPAWNED'"),
  RELATED_SESSIONS,
  ORIGINS,
  intoHolders('ApiKey', 0, 'USED_KEY'),
  intoHolders('Endpoint', 1, 'RAN_ON'),
  READERS,
];

/** No session is a hub; a thing with more relationships than the bound is reached and not passed through. */
const IS_HUB = `CASE
    WHEN x:Session THEN false
    WHEN x:File THEN COUNT { (x)<-[:READ]-() } + COUNT { (x)<-[:WROTE]-() } > $hubBound
    WHEN x:ApiKey THEN COUNT { (x)<-[:USED_KEY]-() } > $hubBound
    WHEN x:Endpoint THEN COUNT { (x)<-[:RAN_ON]-() } > $hubBound
    ELSE true
  END`;

/** A subquery: from `frontier`, what one arc more reaches, each node once in each lens; not the seed, `$key`. */
export function nextLevel(hops: number, found: string): string {
  return `CALL (frontier) {
  CALL (frontier) {
  ${BRANCHES.join('\n  UNION ALL\n  ')}
  }
  WITH x, lens, min(at) AS at, min(CASE WHEN passes THEN at END) AS passAt
  WHERE NOT (x:ApiKey AND x.key = $key)
  WITH x, lens, at, CASE WHEN passAt IS NULL OR ${IS_HUB} THEN null ELSE passAt END AS onwardAt
  RETURN collect({n: x, lens: lens, hops: ${hops}, at: at, onwardAt: onwardAt}) AS ${found}
}`;
}

/** From `seed`, a key: the sessions that used it, in both lenses from their start on. */
export function firstLevel(found: string): string {
  return `CALL (seed) {
  MATCH (seed)<-[:USED_KEY]-(x:Session)
  WHERE x.startedAt <= $asOf
  UNWIND [0, 1] AS lens
  RETURN collect({n: x, lens: lens, hops: 1, at: x.startedAt, onwardAt: x.startedAt}) AS ${found}
}`;
}
