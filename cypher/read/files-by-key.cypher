// Files by their keys.
// param keys: list<string>
// returns key: string
// returns path: string
// returns name: string
// returns place: string?
// returns sensitivity: string
// returns sensitivityRule: string?
// returns sensitivityMatched: string?
// plan: seek File.key
UNWIND $keys AS key
MATCH (n:File {key: key})
RETURN
  n.key AS key,
  coalesce(n.path, n.key) AS path,
  coalesce(n.name, n.path, n.key) AS name,
  n.place AS place,
  coalesce(n.sensitivity, 'NONE') AS sensitivity,
  n.sensitivityRule AS sensitivityRule,
  n.sensitivityMatched AS sensitivityMatched
