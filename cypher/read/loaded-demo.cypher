// When the demo day was loaded into this graph, if it was.
// returns asOf: instant
// plan: seek DemoDay.key
MATCH (d:DemoDay {key: 'demo'})
RETURN d.asOf AS asOf
