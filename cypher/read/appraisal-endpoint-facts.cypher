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
  OPTIONAL MATCH (e)<-[:RAN_ON]-(runner:Session)
  WITH DISTINCT coalesce(runner.parentKey, runner.key) AS familyKey
  OPTIONAL MATCH (s:Session {key: familyKey})-[:SPAWNED*0..1]->(:Session)-[:RUN_BY]->(user:User)
  WITH familyKey, user.key AS user
  WHERE user IS NOT NULL
  WITH collect(DISTINCT familyKey) AS families, collect(DISTINCT {family: familyKey, user: user}) AS runs
  UNWIND CASE WHEN size(runs) = 0 THEN [null] ELSE runs END AS run
  WITH size(families) AS sessions, run.user AS user, count(run) AS ofUser
  WITH sessions, CASE WHEN user IS NULL THEN null ELSE {user: user, sessions: ofUser} END AS one
  RETURN sessions, collect(one) AS byUser
}
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
