// What is known of users once facts about them have changed: the emails that their sessions still show.
// param keys: list<string>
// plan: seek User.key
UNWIND $keys AS key
MATCH (n:User {key: key})
CALL (n) {
  MATCH (n)<-[r:RUN_BY]-(:Session)
  UNWIND r.emails AS value
  WITH DISTINCT value ORDER BY value
  RETURN collect(value) AS emails
}
SET n.emails = CASE WHEN size(emails) > 0 THEN emails END, n.email = emails[0]
