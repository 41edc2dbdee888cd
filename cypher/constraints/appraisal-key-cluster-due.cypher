// Clusters whose roll-ups wait to be worked out.
// plan: any (schema statement)
CREATE INDEX key_cluster_due IF NOT EXISTS FOR (n:KeyCluster) ON (n.appraisalDue)
