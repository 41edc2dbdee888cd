// What the attribution of sessions rests on, with their subagents.
// param sessions: list<string>
// returns session: string
// returns orderAt: instant?
// returns actors: list<string>
// returns identities: list<map{user: string, basis: string?, firstAt: instant?}>
// returns endpoints: list<map{endpoint: string, trust: string?, usualUser: string?, usualForSelf: boolean, usualForOthers: boolean}>
// returns sharing: list<string>
// returns hintOnly: boolean
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (s:Session {key: session})
RETURN
  session,
  s.orderAt AS orderAt,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(member:Session)
    WHERE member.actor IS NOT NULL
    RETURN DISTINCT member.actor
  } AS actors,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[by:RUN_BY]->(user:User)
    RETURN {user: user.key, basis: by.basis, firstAt: by.firstAt}
  } AS identities,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[:RAN_ON]->(e:Endpoint)
    RETURN DISTINCT {
      endpoint: e.key,
      trust: e.trust,
      usualUser: e.usualUser,
      usualForSelf: coalesce(e.usualForSelf, false),
      usualForOthers: coalesce(e.usualForOthers, false)
    }
  } AS endpoints,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[use:USED_KEY]->(:ApiKey)
    UNWIND use.sharingCodes AS code
    RETURN DISTINCT code
  } AS sharing,
  EXISTS { (s)-[:SPAWNED*0..1]->(:Session)-[:USED_KEY]->(:ApiKey {hintOnly: true}) } AS hintOnly
