// Words of everything that an analyst may know a thing by. No stop words: "the" may be a file's name.
CREATE FULLTEXT INDEX entity_search IF NOT EXISTS
FOR (n:Session|User|Endpoint|Agent|Model|ApiKey|File|Host|Tool|McpServer|Repository|Project|Sandbox)
ON EACH [
  n.name, n.sessionId, n.agentId, n.email, n.emails, n.accountId, n.hostName, n.addresses, n.enrolmentId, n.hint,
  n.hints, n.fingerprint, n.path, n.remote, n.root, n.product, n.project
]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'standard-no-stop-words' } }
