// Verified identities. The e-mails seen with one are its aliases.
// param rows: list<map{key: string, accountId: string?, emails: list<string>}>
// plan: seek User.key
UNWIND $rows AS row
MERGE (n:User {key: row.key})
  ON CREATE SET n.accountId = row.accountId
WITH n, row
WHERE any(email IN row.emails WHERE NOT email IN coalesce(n.emails, []))
SET n.key = row.key
WITH n, row
CALL (n, row) {
  UNWIND coalesce(n.emails, []) + row.emails AS email
  WITH DISTINCT email ORDER BY email
  RETURN collect(email) AS emails
}
SET n.emails = emails, n.email = emails[0]
