// Whether hosts are rare: related to five sessions or fewer, each counted with its subagents.
// param rows: list<map{key: string, rare: boolean}>
// plan: seek Host.key
UNWIND $rows AS row
MATCH (host:Host {key: row.key})
SET host.rare = row.rare
