// What sessions scored, with the signals that it is the sum of, the weightiest first. Sessions that were not appraised
// are left out, and so are subagents: theirs counts for their parent.
// param keys: list<string>
// returns key: string
// returns consequence: int
// returns urgencyPoints: int
// returns replayPoints: int
// returns rulesVersion: int
// returns appraisedAt: instant
// returns trustLevel: string?
// returns attributionScore: int?
// returns attributionFactors: string?
// returns signals: list<map{code: string, kind: string, axis: string, points: int, basis: string?, evidence: list<string>,
//   entities: list<string>, detail: string?, rulesVersion: int?}>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
WHERE s.consequenceRank IS NOT NULL
RETURN
  s.key AS key,
  s.consequence AS consequence,
  s.urgencyPoints AS urgencyPoints,
  s.replayPoints AS replayPoints,
  s.rulesVersion AS rulesVersion,
  s.appraisedAt AS appraisedAt,
  s.trustLevel AS trustLevel,
  s.attributionScore AS attributionScore,
  s.attributionFactors AS attributionFactors,
  COLLECT {
    MATCH (s)-[:RAISED]->(n:Signal)
    RETURN {
      code: n.code,
      kind: n.kind,
      axis: n.axis,
      points: n.points,
      basis: n.basis,
      evidence: coalesce(n.evidence, []),
      entities: coalesce(n.entities, []),
      detail: n.detail,
      rulesVersion: n.rulesVersion
    }
    ORDER BY n.points DESC, n.code
  } AS signals
