// Things that a search finds, the best match first: 0 a text of theirs is what was looked for, 1 begins with it, 2 holds
// it, 3 holds its words. `query` is in the syntax of the index, `text` is what was looked for in lower case. At most
// `cap` things are looked at, in the order in which the index gives them.
// param query: string
// param text: string
// param kinds: list<string>
// param cap: int
// param afterRank: int?
// param afterLabel: string?
// param afterKey: string?
// param limit: int
// returns label: string
// returns key: string
// returns rank: int
// returns matched: string?
// plan: any, full-text index entity_search
CALL db.index.fulltext.queryNodes('entity_search', $query) YIELD node
WITH node, labels(node)[0] AS label
WHERE label IN $kinds
WITH node, label
LIMIT $cap
WITH
  node.key AS key, label,
  [
    value IN
      [
        node.name, node.sessionId, node.agentId, node.email, node.accountId, node.hostName, node.enrolmentId, node.hint,
        node.fingerprint, node.path, node.remote, node.root, node.product, node.project
      ]
      + coalesce(node.emails, []) + coalesce(node.addresses, []) + coalesce(node.hints, [])
    WHERE value IS NOT NULL
  ] AS values
WITH
  key, label,
  reduce(best = [4, null], value IN values |
    CASE
      WHEN toLower(value) = $text THEN CASE WHEN best[0] > 0 THEN [0, value] ELSE best END
      WHEN toLower(value) STARTS WITH $text THEN CASE WHEN best[0] > 1 THEN [1, value] ELSE best END
      WHEN toLower(value) CONTAINS $text THEN CASE WHEN best[0] > 2 THEN [2, value] ELSE best END
      ELSE best
    END
  ) AS best
WITH key, label, CASE WHEN best[0] = 4 THEN 3 ELSE best[0] END AS rank, best[1] AS matched
WHERE $afterRank IS NULL
  OR rank > $afterRank
  OR (rank = $afterRank AND (label > $afterLabel OR (label = $afterLabel AND key > $afterKey)))
RETURN label, key, rank, matched
ORDER BY rank, label, key
LIMIT $limit
