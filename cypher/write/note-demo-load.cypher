// Notes when the demo day was loaded: its queries are asked as of then.
// param asOf: instant
// plan: seek DemoDay.key
MERGE (d:DemoDay {key: 'demo'})
SET d.asOf = $asOf
