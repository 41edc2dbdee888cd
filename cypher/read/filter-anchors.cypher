// The entities that an exact condition of a filter names, each with the number of its relationships: from few of them
// it is quicker to go to their sessions than to walk all sessions.
// param label: string
// param property: string
// param texts: list<string>
// param limit: int
// returns label: string
// returns key: string
// returns degree: int
// plan: seek User.key
// plan: scan User
// plan: scan Endpoint
// plan: scan ApiKey
// plan: scan Agent
// plan: scan Repository
// plan: scan Sandbox
// plan: seek File.path, key
CALL () {
  WITH 1 AS one WHERE $property = 'key'
  UNWIND $texts AS text
  MATCH (x:User|Endpoint|ApiKey|Agent|Model|Repository|Sandbox|File|Host|Tool|McpServer {key: text})
  WHERE $label IN labels(x)
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'User' AND $property <> 'key'
  MATCH (x:User)
  WHERE CASE $property WHEN 'emails' THEN any(email IN x.emails WHERE email IN $texts) ELSE x[$property] IN $texts END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'ApiKey' AND $property <> 'key'
  MATCH (x:ApiKey)
  WHERE CASE $property
    WHEN 'hints' THEN any(hint IN coalesce(x.hints, [x.hint]) WHERE hint IN $texts)
    ELSE x[$property] IN $texts
  END
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Endpoint' AND $property <> 'key'
  MATCH (x:Endpoint)
  WHERE x[$property] IN $texts
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Agent' AND $property <> 'key'
  MATCH (x:Agent)
  WHERE x[$property] IN $texts
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Repository' AND $property <> 'key'
  MATCH (x:Repository)
  WHERE x[$property] IN $texts
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'Sandbox' AND $property <> 'key'
  MATCH (x:Sandbox)
  WHERE x[$property] IN $texts
  RETURN x
  UNION
  WITH 1 AS one WHERE $label = 'File' AND $property = 'path'
  UNWIND $texts AS text
  MATCH (x:File {path: text})
  WHERE x.key IS NOT NULL
  RETURN x
}
WITH x LIMIT $limit
RETURN $label AS label, x.key AS key, COUNT { (x)--() } AS degree
