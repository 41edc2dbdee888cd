// Top-level sessions that are related to each entity, themselves or through a subagent, the latest start first; a page
// per entity.
// param label: string
// param keys: list<string>
// param beforeAt: instant?
// param beforeKey: string?
// param limit: int
// returns entity: string
// returns session: string
// returns orderAt: instant
// plan: seek User.key
// plan: seek File.key
UNWIND $keys AS key
MATCH (x:User|Endpoint|ApiKey|Agent|Model|Repository|Sandbox|File|Host|Tool|McpServer|Project {key: key})
WHERE $label IN labels(x)
CALL (x) {
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
    AND ($beforeKey IS NULL OR s.orderAt < $beforeAt OR (s.orderAt = $beforeAt AND s.key < $beforeKey))
  RETURN s.key AS session, s.orderAt AS orderAt
  ORDER BY orderAt DESC, session DESC
  LIMIT $limit
}
RETURN key AS entity, session, orderAt
ORDER BY entity, orderAt DESC, session DESC
