// Users with whom this e-mail address was seen. The address may be any of several, so no index can hold it.
// param email: string
// returns key: string
// plan: scan User
MATCH (u:User)
WHERE $email IN u.emails
RETURN u.key AS key
ORDER BY key
LIMIT 100
