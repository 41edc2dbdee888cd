// Clusters that no keys are in any more.
// param keys: list<string>
// plan: seek KeyCluster.key
UNWIND $keys AS key
MATCH (c:KeyCluster {key: key})
DETACH DELETE c
