/** A query worth running over the demo day. */
export interface DemoQuery {
  readonly title: string;
  readonly query: string;
}

/** Three questions to begin with, at the moment at which the demo day was loaded. */
export function demoQueries(asOf: number): readonly DemoQuery[] {
  const at = new Date(asOf).toISOString();
  return [
    {
      title: 'What matters now, and why',
      query: `query WhatMatters {
  sessionSummary(scope: { asOf: "${at}" }) {
    total active ended costUsd uniqueUsers highSignal sharedKey
  }
  rankedSessions(scope: { asOf: "${at}" }, first: 5) {
    nodes {
      sessionId status
      user { email }
      endpoint { name }
      keys { hint }
      consequence { score contributions { code points title } }
      attribution { level score }
    }
  }
}
`,
    },
    {
      title: 'What could the shared key have reached',
      query: `query BlastRadius {
  blastRadius(input: { from: [{ apiKey: { hint: "sk-ant-...C001" } }], lenses: [EXPOSURE, TAINT], asOf: "${at}" }) {
    countsByKind { kind count }
    nodes {
      node { id ... on Session { sessionId } ... on File { path sensitivity } ... on Host { name reach } }
      lenses hops arrivedAt strength
    }
    meta { complete truncatedBy }
  }
}
`,
    },
    {
      title: 'Who shares a key, and since when',
      query: `query SharedKeys {
  sharedKeyClusters(scope: { asOf: "${at}" }, first: 10) {
    nodes {
      severity confidence sharedFrom
      keys { hint }
      users { email }
      endpoints { name }
      reasons { code severity text }
    }
  }
}
`,
    },
  ];
}
