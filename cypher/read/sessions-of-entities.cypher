// Top-level sessions that are related to each entity, themselves or through a subagent, the latest start first; a page
// per entity. Those of a rare entity are sorted; those of a common one are met soon along the order of all sessions.
// param label: string
// param keys: list<string>
// param beforeAt: instant
// param beforeKey: string?
// param limit: int
// returns entity: string
// returns session: string
// returns orderAt: instant
// plan: seek User.key
// plan: seek File.key
// plan: seek Session.topLevel, orderAt, key
// plan: order Session.topLevel, orderAt, key
UNWIND $keys AS key
MATCH (x:User|Endpoint|ApiKey|Agent|Model|Repository|Sandbox|File|Host|Tool|McpServer|Project {key: key})
WHERE $label IN labels(x)
WITH x, key, $label = 'Project' OR COUNT { (x)--() } <= 10000 AS isRare
CALL (x, isRare) {
  WITH x WHERE isRare
  CALL (x) {
    MATCH (x)<-[:RUN_BY|RAN_ON|USED_KEY|RAN_AS|USED_MODEL|IN_REPOSITORY|IN_SANDBOX|READ|WROTE|CALLED|USED_TOOL|USED_SERVER]-(member:Session)
    RETURN member
    UNION
    MATCH (x)<-[:IN_PROJECT]-(:Agent|Sandbox)<-[:RAN_AS|IN_SANDBOX]-(member:Session)
    RETURN member
  }
  OPTIONAL MATCH (member)<-[:SPAWNED]-(parent:Session)
  WITH DISTINCT coalesce(parent, member) AS s
  WHERE s.topLevel = true
    AND s.orderAt <= $beforeAt
    AND ($beforeKey IS NULL OR s.orderAt < $beforeAt OR s.key < $beforeKey)
  RETURN s.key AS session, s.orderAt AS orderAt
  ORDER BY orderAt DESC, session DESC
  LIMIT $limit
  UNION
  // Where it is rare the range is empty: as a condition of its own this would be tried on every session.
  WITH x, CASE WHEN isRare THEN -9007199254740991 ELSE $beforeAt END AS latest
  MATCH (s:Session)
  WHERE s.topLevel = true
    AND s.orderAt <= latest
    AND s.key IS NOT NULL
    AND ($beforeKey IS NULL OR s.orderAt < $beforeAt OR s.key < $beforeKey)
    AND EXISTS { (s)-[:SPAWNED*0..1]->(:Session)-[:RUN_BY|RAN_ON|USED_KEY|RAN_AS|USED_MODEL|IN_REPOSITORY|IN_SANDBOX|READ|WROTE|CALLED|USED_TOOL|USED_SERVER]->(x) }
  RETURN s.key AS session, s.orderAt AS orderAt
  ORDER BY s.topLevel DESC, s.orderAt DESC, s.key DESC
  LIMIT $limit
}
RETURN key AS entity, session, orderAt
ORDER BY entity, orderAt DESC, session DESC
