// What is one step from a thing, each once with all relationships between the two, the latest contact first. A window
// keeps relationships with a contact in it, and those that may have had one: an event without a time is behind them.
// param label: string
// param key: string
// param kinds: list<string>
// param directions: list<string>
// param since: int
// param until: int
// param minDegree: int
// param maxDegree: int?
// param evidenceLimit: int
// param afterAt: int?
// param afterLabel: string?
// param afterKey: string?
// param limit: int
// returns label: string
// returns key: string
// returns lastAt: int
// returns relationships: list<map{kind: string, out: boolean, firstAt: instant?, lastAt: instant?, count: int,
//   untimed: boolean, events: list<string>}>
// plan: seek Session.key
// plan: seek File.key
MATCH (n:Session|User|Endpoint|Agent|Model|ApiKey|File|Host|Tool|McpServer|Repository|Project|Sandbox {key: $key})
WHERE $label IN labels(n)
MATCH (n)-[r:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED|USED_SERVER|RAN_AS|USED_MODEL|USED_TOOL|IN_REPOSITORY|IN_SANDBOX|SPAWNED|CONTINUED|IS|IN_PROJECT]-(m)
WHERE type(r) IN $kinds
  AND CASE WHEN startNode(r) = n THEN 'OUT' ELSE 'IN' END IN $directions
  AND (
    r.firstAt IS NULL
    OR r.untimedEvents IS NOT NULL
    OR CASE
      WHEN r.contactAt IS NULL THEN r.firstAt <= $until AND r.lastAt >= $since
      ELSE any(at IN r.contactAt WHERE $since <= at <= $until)
    END
  )
// A thing whose contacts have no times stands last.
WITH m, labels(m)[0] AS label, m.key AS key, max(coalesce(r.lastAt, -8640000000000000)) AS lastAt, collect(r) AS found
WHERE $afterAt IS NULL
  OR lastAt < $afterAt
  OR (lastAt = $afterAt AND (label > $afterLabel OR (label = $afterLabel AND key > $afterKey)))
// Degrees are counted only where the filter is about them.
WITH
  m, label, key, lastAt, found,
  CASE
    WHEN $maxDegree IS NULL THEN null
    ELSE COUNT { (m)-[:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED|USED_SERVER|RAN_AS|USED_MODEL|USED_TOOL|IN_REPOSITORY|IN_SANDBOX|SPAWNED|CONTINUED|IS|IN_PROJECT]-() }
  END AS degree
WHERE degree IS NULL OR $minDegree <= degree <= $maxDegree
WITH m, label, key, lastAt, found
ORDER BY lastAt DESC, label, key
LIMIT $limit
RETURN
  label,
  key,
  lastAt,
  [
    r IN found |
    {
      kind: type(r),
      out: endNode(r) = m,
      firstAt: r.firstAt,
      lastAt: r.lastAt,
      count: coalesce(r.count, 0),
      untimed: r.untimedEvents IS NOT NULL,
      events: (
        CASE
          WHEN r.contactEvents IS NOT NULL THEN r.contactEvents + coalesce(r.untimedEvents, [])
          WHEN r.firstEvent IS NULL THEN coalesce(r.untimedEvents, [])
          WHEN r.firstEvent = r.lastEvent THEN [r.firstEvent]
          ELSE [r.firstEvent, r.lastEvent]
        END
      )[..$evidenceLimit]
    }
  ] AS relationships
