// What the trust of endpoints rests on, with what is stored of it. A session counts once with its subagents.
// param keys: list<string>
// returns key: string
// returns identity: string
// returns declaredTrust: string?
// returns sessions: int
// returns byUser: list<map{user: string, sessions: int}>
// returns stored: map{trust: string?, usualUser: string?, usualForSelf: boolean, usualForOthers: boolean}
// plan: seek Endpoint.key
UNWIND $keys AS key
MATCH (e:Endpoint {key: key})
CALL (e) {
  MATCH (e)<-[:RAN_ON]-(runner:Session)
  OPTIONAL MATCH (runner)<-[:SPAWNED]-(parent:Session)
  WITH DISTINCT coalesce(parent, runner) AS s
  MATCH (s)-[:SPAWNED*0..1]->(:Session)-[:RUN_BY]->(user:User)
  WITH DISTINCT s, user
  WITH user.key AS user, count(*) AS sessions, collect(s) AS ran
  RETURN collect({user: user, sessions: sessions}) AS byUser, collect(ran) AS ranByUser
}
WITH e, byUser, CASE
    WHEN size(byUser) <= 1 THEN coalesce(byUser[0].sessions, 0)
    ELSE size(COLLECT { UNWIND ranByUser AS ran UNWIND ran AS s RETURN DISTINCT s })
  END AS sessions
RETURN
  e.key AS key,
  coalesce(e.identity, 'ADDRESS') AS identity,
  e.declaredTrust AS declaredTrust,
  sessions,
  byUser,
  {
    trust: e.trust,
    usualUser: e.usualUser,
    usualForSelf: coalesce(e.usualForSelf, false),
    usualForOthers: coalesce(e.usualForOthers, false)
  } AS stored
