// The stored relationships of sessions to the targets that a batch touches, or to all where none are named.
// param rows: list<map{session: string, targets: list<string>?}>
// returns session: string
// returns kind: string
// returns target: string
// returns count: int
// returns firstAt: instant?
// returns lastAt: instant?
// returns firstEvent: string?
// returns lastEvent: string?
// returns contactAt: list<instant>?
// returns contactEvents: list<string>?
// returns untimedEvents: list<string>?
// returns gitOnlyAt: list<instant>?
// returns basis: string?
// returns confidence: string?
// returns version: string?
// returns versionAt: instant?
// returns seen: list<string>?
// returns sensitivity: string?
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})-[r:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED|USED_SERVER|RAN_AS|USED_MODEL|USED_TOOL|IN_REPOSITORY|IN_SANDBOX]->(t)
WHERE row.targets IS NULL OR t.key IN row.targets
RETURN
  s.key AS session,
  type(r) AS kind,
  t.key AS target,
  r.count AS count,
  r.firstAt AS firstAt,
  r.lastAt AS lastAt,
  r.firstEvent AS firstEvent,
  r.lastEvent AS lastEvent,
  r.contactAt AS contactAt,
  r.contactEvents AS contactEvents,
  r.untimedEvents AS untimedEvents,
  r.gitOnlyAt AS gitOnlyAt,
  r.basis AS basis,
  r.confidence AS confidence,
  r.version AS version,
  r.versionAt AS versionAt,
  coalesce(r.emails, r.addresses, r.hints, r.roots) AS seen,
  r.sensitivity AS sensitivity
