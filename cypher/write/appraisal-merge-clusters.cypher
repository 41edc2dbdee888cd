// Clusters of keys that share, with the roll-ups of their sessions.
// param token: string
// param rows: list<map{id: string, mark: string, severity: string, severityRank: int, confidence: string, reasons: list<string>,
//   users: list<string>, endpoints: list<string>, keyCount: int, sessions: int, unknownSessions: int, consequence: int,
//   firstAt: instant?, lastAt: instant?, sharedFrom: instant?}>
// plan: seek KeyCluster.key
UNWIND $rows AS row
MERGE (c:KeyCluster {key: row.id})
SET
  c.mark = row.mark,
  c.severity = row.severity,
  c.severityRank = row.severityRank,
  c.confidence = row.confidence,
  c.reasons = row.reasons,
  c.users = row.users,
  c.endpoints = row.endpoints,
  c.keyCount = row.keyCount,
  c.userCount = size(row.users),
  c.endpointCount = size(row.endpoints),
  c.sessionCount = row.sessions,
  c.unknownSessionCount = row.unknownSessions,
  c.consequence = row.consequence,
  c.consequenceRank = -row.consequence,
  c.firstAt = row.firstAt,
  c.lastAt = row.lastAt,
  c.sharedFrom = row.sharedFrom,
  c.appraisalDue = CASE WHEN c.appraisalDue = $token THEN null ELSE c.appraisalDue END
