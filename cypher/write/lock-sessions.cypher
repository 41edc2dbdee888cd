// The sessions that a batch touches, made where they are new, locked in the order given, with their stored state.
// Writing a property takes the node's lock, which MERGE on an existing node does not.
// param rows: list<map{key: string, product: string, sessionId: string, agentId: string?, parentKey: string?}>
// returns key: string
// returns isNew: boolean
// returns startedAt: instant?
// returns lastSeenAt: instant?
// returns firstReceivedAt: instant?
// returns lastEndAt: instant?
// returns killedAt: instant?
// returns killCause: string?
// returns actor: string?
// returns spanStarts: list<instant>
// returns spanEnds: list<instant>
// returns osAccounts: list<string>
// returns permissionModes: list<string>
// returns events: int
// returns tallies: list<int>
// plan: seek Session.key
UNWIND $rows AS row
MERGE (s:Session {key: row.key})
  ON CREATE SET
    s.sessionId = row.sessionId,
    s.agentId = row.agentId,
    s.parentKey = row.parentKey,
    s.topLevel = row.agentId IS NULL
SET s.product = row.product
RETURN
  s.key AS key,
  s.ownEvents IS NULL AS isNew,
  s.ownStartedAt AS startedAt,
  s.ownLastSeenAt AS lastSeenAt,
  s.ownFirstReceivedAt AS firstReceivedAt,
  s.lastEndAt AS lastEndAt,
  s.killedAt AS killedAt,
  s.killCause AS killCause,
  s.actor AS actor,
  coalesce(s.spanStarts, []) AS spanStarts,
  coalesce(s.spanEnds, []) AS spanEnds,
  coalesce(s.osAccounts, []) AS osAccounts,
  coalesce(s.permissionModes, []) AS permissionModes,
  coalesce(s.ownEvents, 0) AS events,
  coalesce(s.tallies, []) AS tallies
