// How many things of each kind are one step from a thing, by the relationship and its direction as seen from it.
// param label: string
// param key: string
// returns kind: string
// returns direction: string
// returns label: string
// returns count: int
// plan: seek Session.key
// plan: seek File.key
MATCH (n:Session|User|Endpoint|Agent|Model|ApiKey|File|Host|Tool|McpServer|Repository|Project|Sandbox {key: $key})
WHERE $label IN labels(n)
UNWIND [
  {kind: 'RUN_BY', direction: 'OUT', label: 'User', count: COUNT { (n)-[:RUN_BY]->() }},
  {kind: 'RUN_BY', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:RUN_BY]-() }},
  {kind: 'RAN_ON', direction: 'OUT', label: 'Endpoint', count: COUNT { (n)-[:RAN_ON]->() }},
  {kind: 'RAN_ON', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:RAN_ON]-() }},
  {kind: 'USED_KEY', direction: 'OUT', label: 'ApiKey', count: COUNT { (n)-[:USED_KEY]->() }},
  {kind: 'USED_KEY', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:USED_KEY]-() }},
  {kind: 'READ', direction: 'OUT', label: 'File', count: COUNT { (n)-[:READ]->() }},
  {kind: 'READ', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:READ]-() }},
  {kind: 'WROTE', direction: 'OUT', label: 'File', count: COUNT { (n)-[:WROTE]->() }},
  {kind: 'WROTE', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:WROTE]-() }},
  {kind: 'CALLED', direction: 'OUT', label: 'Host', count: COUNT { (n)-[:CALLED]->() }},
  {kind: 'CALLED', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:CALLED]-() }},
  {kind: 'USED_SERVER', direction: 'OUT', label: 'McpServer', count: COUNT { (n)-[:USED_SERVER]->() }},
  {kind: 'USED_SERVER', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:USED_SERVER]-() }},
  {kind: 'RAN_AS', direction: 'OUT', label: 'Agent', count: COUNT { (n)-[:RAN_AS]->() }},
  {kind: 'RAN_AS', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:RAN_AS]-() }},
  {kind: 'USED_MODEL', direction: 'OUT', label: 'Model', count: COUNT { (n)-[:USED_MODEL]->() }},
  {kind: 'USED_MODEL', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:USED_MODEL]-() }},
  {kind: 'USED_TOOL', direction: 'OUT', label: 'Tool', count: COUNT { (n)-[:USED_TOOL]->() }},
  {kind: 'USED_TOOL', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:USED_TOOL]-() }},
  {kind: 'IN_REPOSITORY', direction: 'OUT', label: 'Repository', count: COUNT { (n)-[:IN_REPOSITORY]->() }},
  {kind: 'IN_REPOSITORY', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:IN_REPOSITORY]-(:Session) }},
  {kind: 'IN_REPOSITORY', direction: 'IN', label: 'File', count: COUNT { (n)<-[:IN_REPOSITORY]-(:File) }},
  {kind: 'IN_SANDBOX', direction: 'OUT', label: 'Sandbox', count: COUNT { (n)-[:IN_SANDBOX]->() }},
  {kind: 'IN_SANDBOX', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:IN_SANDBOX]-() }},
  {kind: 'SPAWNED', direction: 'OUT', label: 'Session', count: COUNT { (n)-[:SPAWNED]->() }},
  {kind: 'SPAWNED', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:SPAWNED]-() }},
  {kind: 'CONTINUED', direction: 'OUT', label: 'Session', count: COUNT { (n)-[:CONTINUED]->() }},
  {kind: 'CONTINUED', direction: 'IN', label: 'Session', count: COUNT { (n)<-[:CONTINUED]-() }},
  {kind: 'IS', direction: 'OUT', label: 'Endpoint', count: COUNT { (n)-[:IS]->() }},
  {kind: 'IS', direction: 'IN', label: 'Host', count: COUNT { (n)<-[:IS]-() }},
  {kind: 'IN_PROJECT', direction: 'OUT', label: 'Project', count: COUNT { (n)-[:IN_PROJECT]->() }},
  {kind: 'IN_PROJECT', direction: 'IN', label: 'Agent', count: COUNT { (n)<-[:IN_PROJECT]-(:Agent) }},
  {kind: 'IN_PROJECT', direction: 'IN', label: 'Sandbox', count: COUNT { (n)<-[:IN_PROJECT]-(:Sandbox) }}
] AS counted
WITH counted
WHERE counted.count > 0
RETURN counted.kind AS kind, counted.direction AS direction, counted.label AS label, counted.count AS count
ORDER BY count DESC, kind, direction, label
