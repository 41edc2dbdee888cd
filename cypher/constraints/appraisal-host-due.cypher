// Hosts whose rarity waits to be worked out because a session is no longer related to them.
// plan: any (schema statement)
CREATE INDEX host_due IF NOT EXISTS FOR (n:Host) ON (n.appraisalDue)
