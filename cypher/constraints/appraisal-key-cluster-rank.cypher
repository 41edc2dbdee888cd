// Clusters in their order: the highest consequence first.
// plan: any (schema statement)
CREATE INDEX key_cluster_rank IF NOT EXISTS FOR (n:KeyCluster) ON (n.consequenceRank, n.key)
