// Sessions that ran at the same time as another of the same user and key on a different endpoint.
// code: IMPOSSIBLE_CONCURRENCY
// title: Impossible concurrency
// question: Was one person in two places at once?
// points: 30
// kind: TRUST
// axis: BOTH
// version: 1
// alert: true
// param sessions: list<string>
// returns session: string
// returns points: int
// returns basis: string
// returns evidence: list<string>
// returns entities: list<string>
// returns detail: string
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[use:USED_KEY]->(key:ApiKey)
UNWIND range(0, coalesce(size(use.sharingCodes), 0) - 1) AS i
WITH session, use, key, i
WHERE use.sharingCodes[i] = 'IMPOSSIBLE_CONCURRENCY'
WITH DISTINCT
  session,
  key,
  use.sharingPartners[i] AS partner,
  use.sharingEvents[i] AS partnerEvent,
  coalesce(use.firstEvent, use.untimedEvents[0], '') AS event,
  use.basis AS basis
ORDER BY session, key.key, event
WITH
  session,
  collect({key: key.key, partner: partner, partnerEvent: partnerEvent, event: event, basis: basis})[..20] AS shares
WITH session, shares, reduce(events = [], share IN shares | events + share.event + share.partnerEvent) AS events
RETURN
  session,
  30 AS points,
  CASE WHEN any(share IN shares WHERE share.basis = 'FINGERPRINT') THEN 'OBSERVED' ELSE 'INFERRED' END AS basis,
  reduce(found = [], event IN events | CASE WHEN event = '' OR event IN found THEN found ELSE found + event END) AS evidence,
  reduce(found = [], entity IN reduce(all = [], share IN shares | all + ('ApiKey:' + share.key) + ('Session:' + share.partner)) |
    CASE WHEN entity IN found THEN found ELSE found + entity END
  ) AS entities,
  'Its user was active on another endpoint at the same time, for five minutes or more.' AS detail
