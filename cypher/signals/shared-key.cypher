// Sessions that are one of a pair on the same key whose sharing puts their attribution in doubt.
// code: SHARED_KEY
// title: Shared API key
// question: Is its key used by someone else too?
// points: 15
// kind: TRUST
// axis: BOTH
// version: 1
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
WHERE use.sharingCodes[i] IN ['SHARED_ACROSS_USERS', 'UNKNOWN_USER_ON_KNOWN_KEY', 'IMPOSSIBLE_CONCURRENCY']
WITH DISTINCT
  session,
  key,
  use.sharingCodes[i] AS code,
  use.sharingPartners[i] AS partner,
  use.sharingEvents[i] AS partnerEvent,
  coalesce(use.firstEvent, use.untimedEvents[0], '') AS event,
  use.basis AS basis
ORDER BY session, key.key, code, event
WITH
  session,
  collect({key: key.key, code: code, partner: partner, partnerEvent: partnerEvent, event: event, basis: basis})[..20] AS shares
WITH session, shares, reduce(events = [], share IN shares | events + share.event + share.partnerEvent) AS events
RETURN
  session,
  15 AS points,
  CASE WHEN any(share IN shares WHERE share.basis = 'FINGERPRINT') THEN 'OBSERVED' ELSE 'INFERRED' END AS basis,
  reduce(found = [], event IN events | CASE WHEN event = '' OR event IN found THEN found ELSE found + event END) AS evidence,
  reduce(found = [], entity IN reduce(all = [], share IN shares | all + ('ApiKey:' + share.key) + ('Session:' + share.partner)) |
    CASE WHEN entity IN found THEN found ELSE found + entity END
  ) AS entities,
  CASE
    WHEN any(share IN shares WHERE share.code = 'IMPOSSIBLE_CONCURRENCY')
      THEN 'Its key was in use at two places at once that one person cannot both have been at.'
    WHEN any(share IN shares WHERE share.code = 'UNKNOWN_USER_ON_KNOWN_KEY')
      THEN 'Its key is used by a verified user and by someone unknown.'
    ELSE 'Its key is used by several verified users.'
  END AS detail
