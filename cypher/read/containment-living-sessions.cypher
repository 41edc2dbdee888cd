// Sessions that killing them from a moment on would cut: those that live at or after it, the related ones aside.
// param targets: list<map{key: string, from: int}>
// param related: list<string>
// param asOf: instant
// param idleMs: int
// returns key: string
// plan: seek Session.key
UNWIND $targets AS target
MATCH (s:Session {key: target.key})
WHERE NOT s.key IN $related
WITH
  s, target,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
WHERE s.startedAt IS NULL OR (s.startedAt <= $asOf AND s.startedAt <= endedAt AND target.from <= endedAt)
RETURN s.key AS key
