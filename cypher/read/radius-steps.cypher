// What stands behind steps of the radius: the events that made the contact at that time, whether only an event without
// a time did, and what the relationship is known by: its times, its count and the first of its events.
// param steps: list<map{relationship: string, at: int}>
// param evidenceLimit: int
// returns relationship: string
// returns at: int
// returns untimed: boolean
// returns events: list<string>
// returns firstAt: instant?
// returns lastAt: instant?
// returns count: int
// returns evidence: list<string>
// returns hasUntimed: boolean
// plan: any, relationships by their element ids
UNWIND $steps AS step
MATCH (s)-[r]->(x)
WHERE elementId(r) = step.relationship
WITH
  step, s, r, x,
  coalesce(r.contactAt, []) AS times,
  coalesce(r.contactEvents, []) AS timedEvents,
  coalesce(r.untimedEvents, []) AS untimedEvents
WITH
  step, r, untimedEvents,
  type(r) IN ['READ', 'WROTE', 'CALLED', 'USED_SERVER'] AS isContact,
  timedEvents,
  [i IN range(0, size(times) - 1) WHERE times[i] = step.at | timedEvents[i]] AS eventsThen,
  CASE type(r)
    WHEN 'SPAWNED' THEN x.startedAt IS NULL
    WHEN 'CONTINUED' THEN s.startedAt IS NULL
    WHEN 'RUN_BY' THEN r.firstAt IS NULL
      OR (step.at < r.firstAt AND EXISTS { (s)-[o:RUN_BY]->() WHERE o.firstAt < r.firstAt })
    WHEN 'RAN_ON' THEN r.firstAt IS NULL
      OR (step.at < r.firstAt AND EXISTS { (s)-[o:RAN_ON]->() WHERE o.firstAt < r.firstAt })
    WHEN 'USED_KEY' THEN r.firstAt IS NULL
      OR (step.at < r.firstAt AND EXISTS { (s)-[o:USED_KEY]->() WHERE o.firstAt < r.firstAt })
    ELSE NOT step.at IN times
  END AS untimed,
  [event IN [r.firstEvent, CASE WHEN r.lastEvent <> r.firstEvent THEN r.lastEvent END] WHERE event IS NOT NULL] AS ends
RETURN
  step.relationship AS relationship,
  step.at AS at,
  untimed,
  CASE WHEN untimed AND size(untimedEvents) > 0 THEN untimedEvents WHEN isContact THEN eventsThen ELSE ends[..1] END AS events,
  r.firstAt AS firstAt,
  r.lastAt AS lastAt,
  coalesce(r.count, 0) AS count,
  CASE WHEN isContact THEN timedEvents + untimedEvents WHEN size(ends) > 0 THEN ends ELSE untimedEvents END[..$evidenceLimit] AS evidence,
  r.firstAt IS NULL OR size(untimedEvents) > 0 AS hasUntimed
