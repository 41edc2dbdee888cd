// Which session spawned which subagent: from the subagent's first event to its last.
// param rows: list<map{parent: string, child: string}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (parent:Session {key: row.parent})
MATCH (child:Session {key: row.child})
MERGE (parent)-[r:SPAWNED]->(child)
SET r.firstAt = child.ownStartedAt, r.lastAt = child.ownLastSeenAt, r.count = 1
