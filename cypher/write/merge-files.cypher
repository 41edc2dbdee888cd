// Files by where they are. The level is what the path alone says; the repository may raise it.
// param rows: list<map{key: string, path: string, name: string, place: string, sensitivity: string, sensitivityRule: string?,
//   sensitivityMatched: string?, takesRepositoryLevel: boolean}>
// plan: seek File.key
UNWIND $rows AS row
MERGE (n:File {key: row.key})
  ON CREATE SET
    n.path = row.path,
    n.name = row.name,
    n.place = row.place,
    n.sensitivity = row.sensitivity,
    n.pathSensitivity = row.sensitivity,
    n.sensitivityRule = row.sensitivityRule,
    n.sensitivityMatched = row.sensitivityMatched,
    n.takesRepositoryLevel = row.takesRepositoryLevel
