// The entities that a condition of a filter names, each with the number of its relationships: from few of them it is
// quicker to go to their sessions than to walk all sessions. Labels of which there are few are scanned for a name.
// param label: string
// param property: string
// param op: string
// param texts: list<string>
// param limit: int
// returns label: string
// returns key: string
// returns degree: int
// plan: seek User.key
// plan: seek File.path, key
// plan: scan File
// plan: scan User
// plan: scan ApiKey
// plan: scan Endpoint
// plan: scan Agent
// plan: scan Repository
// plan: scan Sandbox
// plan: scan Model
// plan: scan Host
// plan: scan Tool
// plan: scan McpServer
CALL () {
  WITH 1 AS one WHERE $property = 'key' AND $op = 'IN'
  UNWIND $texts AS text
  MATCH (x:User|Endpoint|ApiKey|Agent|Model|Repository|Sandbox|File|Host|Tool|McpServer {key: text})
  WHERE $label IN labels(x)
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'User' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:User)
  WHERE any(value IN CASE $property WHEN 'emails' THEN coalesce(x.emails, []) ELSE [x[$property]] END WHERE CASE $op
    WHEN 'IN' THEN value IN $texts
    WHEN 'CONTAINS' THEN value CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN value STARTS WITH $texts[0]
  END)
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'ApiKey' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:ApiKey)
  WHERE any(value IN CASE $property WHEN 'hints' THEN coalesce(x.hints, [x.hint]) ELSE [x[$property]] END WHERE CASE $op
    WHEN 'IN' THEN value IN $texts
    WHEN 'CONTAINS' THEN value CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN value STARTS WITH $texts[0]
  END)
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Endpoint' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Endpoint)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Agent' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Agent)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Repository' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Repository)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Sandbox' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Sandbox)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Model' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Model)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Host' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Host)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Tool' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:Tool)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'McpServer' AND NOT ($property = 'key' AND $op = 'IN')
  MATCH (x:McpServer)
  WHERE CASE $op
    WHEN 'IN' THEN x[$property] IN $texts
    WHEN 'CONTAINS' THEN x[$property] CONTAINS $texts[0]
    WHEN 'STARTS_WITH' THEN x[$property] STARTS WITH $texts[0]
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'File' AND $property = 'path' AND $op = 'IN'
  UNWIND $texts AS text
  MATCH (x:File {path: text})
  WHERE x.key IS NOT NULL
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'File' AND $property = 'path' AND $op = 'CONTAINS'
  MATCH (x:File)
  WHERE x.path CONTAINS $texts[0]
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'File' AND $property = 'path' AND $op = 'STARTS_WITH'
  MATCH (x:File)
  WHERE x.path STARTS WITH $texts[0] AND x.key IS NOT NULL
  RETURN x
}
WITH x LIMIT $limit
RETURN $label AS label, x.key AS key, COUNT { (x)--() } AS degree
