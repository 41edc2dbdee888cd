// Users by their keys.
// param keys: list<string>
// returns key: string
// returns accountId: string?
// returns email: string?
// returns emails: list<string>
// plan: seek User.key
UNWIND $keys AS key
MATCH (n:User {key: key})
RETURN n.key AS key, n.accountId AS accountId, n.email AS email, coalesce(n.emails, []) AS emails
