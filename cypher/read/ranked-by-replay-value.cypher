// Ended sessions that explain something and that a filter holds for, the highest replay value first, ties by the latest
// start and the key: see the ranking by consequence.
// param clauses: list<map{tests: list<map{property: string, op: string, texts: list<string>, number: int?, negated: boolean}>,
//   relations: list<map{kinds: list<string>, negated: boolean,
//   tests: list<map{property: string, op: string, texts: list<string>, negated: boolean}>}>}>
// param asOf: instant
// param idleMs: int
// param fromRank: int
// param afterRecency: int
// param afterKey: string?
// param limit: int
// returns key: string
// returns score: int
// returns recency: int
// plan: seek Session.replayRank, recencyRank, key
// plan: order Session.replayRank, recencyRank, key
MATCH (s:Session)
WHERE s.replayRank >= $fromRank
  AND s.replayRank < 0
  AND s.recencyRank IS NOT NULL
  AND s.key IS NOT NULL
  AND ($afterKey IS NULL
    OR s.replayRank > $fromRank
    OR s.recencyRank > $afterRecency
    OR (s.recencyRank = $afterRecency AND s.key > $afterKey))
// predicate: the same block stands in every file that lists or counts sessions by a filter
WITH s, CASE
    WHEN s.closedAt IS NOT NULL THEN s.closedAt
    WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt
  END AS endedAt
WHERE any(clause IN $clauses WHERE
  all(test IN clause.tests WHERE test.negated <> coalesce(any(value IN [
      CASE test.property
        WHEN 'status' THEN CASE WHEN endedAt IS NULL THEN 'ACTIVE' ELSE 'ENDED' END
        WHEN 'endedAtOrAsOf' THEN coalesce(endedAt, $asOf)
        WHEN 'durationMs' THEN coalesce(s.closedAt, s.lastSeenAt) - s.startedAt
        ELSE s[test.property]
      END
    ] WHERE CASE test.op
      WHEN 'IN' THEN value IN test.texts
      WHEN 'CONTAINS' THEN value CONTAINS test.texts[0]
      WHEN 'STARTS_WITH' THEN value STARTS WITH test.texts[0]
      WHEN 'GTE' THEN value >= test.number
      WHEN 'LTE' THEN value <= test.number
      WHEN 'TRUE' THEN value = true
      WHEN 'ABSENT' THEN value IS NULL
    END), false))
  AND all(relation IN clause.relations WHERE relation.negated <> EXISTS {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[r:RUN_BY|RAN_ON|USED_KEY|RAN_AS|USED_MODEL|IN_REPOSITORY|IN_SANDBOX|READ|WROTE|CALLED|USED_TOOL|USED_SERVER]->(x)
    WHERE type(r) IN relation.kinds
      AND all(test IN relation.tests WHERE test.negated <> coalesce(any(value IN
        CASE test.property
          WHEN 'emails' THEN coalesce(x.emails, [null])
          WHEN 'hints' THEN coalesce(x.hints, [x.hint])
          ELSE [x[test.property]]
        END
        WHERE CASE test.op
          WHEN 'IN' THEN value IN test.texts
          WHEN 'CONTAINS' THEN value CONTAINS test.texts[0]
          WHEN 'STARTS_WITH' THEN value STARTS WITH test.texts[0]
          WHEN 'ABSENT' THEN value IS NULL
        END), false))
  })
)
// end of predicate
WITH s, endedAt
WHERE endedAt IS NOT NULL
RETURN s.key AS key, -s.replayRank AS score, s.recencyRank AS recency
ORDER BY s.replayRank, s.recencyRank, s.key
LIMIT $limit
