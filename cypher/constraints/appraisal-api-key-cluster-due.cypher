// Keys whose place in the clusters waits to be worked out.
// plan: any (schema statement)
CREATE INDEX api_key_cluster_due IF NOT EXISTS FOR (n:ApiKey) ON (n.clusterDue)
