// A KeyCluster is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT key_cluster_key IF NOT EXISTS FOR (n:KeyCluster) REQUIRE n.key IS UNIQUE
