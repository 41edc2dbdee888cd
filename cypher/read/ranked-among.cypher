// Appraised sessions that a filter holds for, from a set that the filter itself makes small, by their score on an axis as
// of a moment: see the list of the same name and the ranking by consequence. `fromScore` is where the last page ended.
// param source: string
// param anchors: list<map{label: string, key: string}>
// param keys: list<string>
// param from: int
// param to: int
// param clauses: list<map{tests: list<map{property: string, op: string, texts: list<string>, number: int?, negated: boolean}>,
//   relations: list<map{kinds: list<string>, negated: boolean,
//   tests: list<map{property: string, op: string, texts: list<string>, negated: boolean}>}>}>
// param asOf: instant
// param idleMs: int
// param axis: string
// param scoredOnly: boolean
// param fromScore: int?
// param afterRecency: int
// param afterKey: string?
// param limit: int
// returns key: string
// returns score: int
// returns recency: int
// plan: seek Session.key
// plan: seek Session.topLevel, orderAt, key
// plan: seek Session.topLevel, lastSeenAt, key
CALL () {
  WITH 1 AS one WHERE $source = 'ENTITIES'
  UNWIND $anchors AS anchor
  MATCH (x:User|Endpoint|ApiKey|Agent|Model|Repository|Sandbox|File|Host|Tool|McpServer {key: anchor.key})
  WHERE anchor.label IN labels(x)
  MATCH (x)<-[:RUN_BY|RAN_ON|USED_KEY|RAN_AS|USED_MODEL|IN_REPOSITORY|IN_SANDBOX|READ|WROTE|CALLED|USED_TOOL|USED_SERVER]-(member:Session)
  WITH DISTINCT member
  OPTIONAL MATCH (member)<-[:SPAWNED]-(parent:Session)
  RETURN coalesce(parent, member) AS s
  UNION
  WITH 1 AS one WHERE $source = 'KEYS'
  UNWIND $keys AS key
  MATCH (s:Session {key: key})
  RETURN s
  UNION
  WITH 1 AS one WHERE $source = 'STARTED'
  MATCH (s:Session)
  WHERE s.topLevel = true AND s.orderAt >= $from AND s.orderAt <= $to AND s.key IS NOT NULL
  RETURN s
  UNION
  WITH 1 AS one WHERE $source = 'SEEN'
  MATCH (s:Session)
  WHERE s.topLevel = true AND s.lastSeenAt >= $from AND s.key IS NOT NULL
  RETURN s
  UNION
  WITH 1 AS one WHERE $source = 'SEEN'
  MATCH (s:Session)
  WHERE s.closedAt >= $from
  RETURN s
  UNION
  WITH 1 AS one WHERE $source IN ['SEEN', 'UNTIMED']
  MATCH (s:Session)
  WHERE s.topLevel = true AND s.orderAt IS NOT NULL AND s.key IS NOT NULL AND s.lastSeenAt IS NULL
  RETURN s
}
WITH s
WHERE s.topLevel = true AND s.recencyRank IS NOT NULL
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
WITH s, CASE $axis
    WHEN 'URGENCY' THEN CASE WHEN endedAt IS NULL THEN s.urgencyPoints ELSE 0 END
    WHEN 'REPLAY_VALUE' THEN CASE WHEN endedAt IS NULL THEN 0 ELSE s.replayPoints END
    ELSE s.consequence
  END AS score
WHERE (score > 0 OR NOT $scoredOnly)
  AND ($afterKey IS NULL
    OR score < $fromScore
    OR (score = $fromScore AND (s.recencyRank > $afterRecency OR (s.recencyRank = $afterRecency AND s.key > $afterKey))))
RETURN s.key AS key, score, s.recencyRank AS recency
ORDER BY score DESC, recency, key
LIMIT $limit
