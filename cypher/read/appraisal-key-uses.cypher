// The top-level sessions on keys, each with its subagents: when, by whom, where, and what is stored of their sharing.
// param keys: list<string>
// returns key: string
// returns session: string
// returns startedAt: instant?
// returns endedAt: instant?
// returns usedFrom: instant?
// returns otherKeyFrom: instant?
// returns event: string
// returns actors: list<string>
// returns users: list<map{key: string, basis: string?}>
// returns endpoints: list<map{key: string, basis: string?, isExempt: boolean}>
// returns spanStarts: list<instant>
// returns spanEnds: list<instant>
// returns stored: list<list<string>>
// plan: seek ApiKey.key
// plan: seek Session.key
UNWIND $keys AS key
MATCH (k:ApiKey {key: key})<-[use:USED_KEY]-(user:Session)
WITH k, use, coalesce(user.parentKey, user.key) AS familyKey
ORDER BY use.firstAt, use.firstEvent
WITH
  k,
  familyKey,
  min(use.firstAt) AS usedFrom,
  head(collect(coalesce(use.firstEvent, use.untimedEvents[0], ''))) AS event,
  collect(DISTINCT
    coalesce(use.sharingCodes, []) + ['|'] + coalesce(use.sharingPartners, []) + ['|'] + coalesce(use.sharingEvents, [])
  ) AS stored
MATCH (s:Session {key: familyKey})
CALL (s, k) {
  OPTIONAL MATCH (s)-[:SPAWNED*0..1]->(:Session)-[other:USED_KEY]->(otherKey:ApiKey)
  WHERE otherKey <> k
  RETURN min(other.firstAt) AS otherKeyFrom
}
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)
  RETURN
    collect(DISTINCT member.actor) AS actors,
    collect(coalesce(member.spanStarts, [])) AS starts,
    collect(coalesce(member.spanEnds, [])) AS ends
}
RETURN
  k.key AS key,
  s.key AS session,
  s.startedAt AS startedAt,
  coalesce(s.closedAt, s.lastSeenAt) AS endedAt,
  usedFrom,
  otherKeyFrom,
  event,
  actors,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[by:RUN_BY]->(person:User)
    RETURN DISTINCT {key: person.key, basis: by.basis}
  } AS users,
  COLLECT {
    MATCH (s)-[:SPAWNED*0..1]->(:Session)-[on:RAN_ON]->(place:Endpoint)
    RETURN DISTINCT {key: place.key, basis: on.basis, isExempt: coalesce(place.declaredUse IN ['SERVICE', 'CI'], false)}
  } AS endpoints,
  reduce(flat = [], list IN starts | flat + list) AS spanStarts,
  reduce(flat = [], list IN ends | flat + list) AS spanEnds,
  stored
