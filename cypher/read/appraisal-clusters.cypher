// The stored clusters, with what they were made from.
// returns key: string
// returns mark: string
// returns isDue: boolean
// plan: scan KeyCluster
MATCH (c:KeyCluster)
RETURN c.key AS key, coalesce(c.mark, '') AS mark, c.appraisalDue IS NOT NULL AS isDue
