import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/** A query that the page opens with, in a tab of its own. */
export interface ReadyMadeQuery {
  readonly query: string;
  /** JSON text. */
  readonly variables?: string;
}

export interface GraphiqlPage {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly contentSecurityPolicy: string;
}

const WELCOME: ReadyMadeQuery = {
  query: `# The ledger, the latest sessions first. Ctrl+Space completes, the book on the left is the reference.
query Ledger {
  sessions(first: 20) {
    nodes {
      sessionId
      status
      startedAt
      user { email }
      agent { product version }
      endpoint { name }
      model { name }
      keys { hint }
      totals { costUsd }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
};

/** Renders the explorer. The page holds everything that it runs: nothing is fetched but answers of this service. */
export async function renderGraphiqlPage(
  endpoint: string,
  queries: readonly ReadyMadeQuery[],
): Promise<GraphiqlPage> {
  const tabs = queries.length > 0 ? queries : [WELCOME];
  for (const { query, variables } of tabs) {
    // The page puts the queries into a script element, which this text would end.
    if (/<\/script/i.test(query + (variables ?? '')))
      throw new TypeError('A ready-made query must not hold "</script".');
  }
  const options = {
    title: 'Runtrail GraphiQL',
    endpoint,
    defaultTabs: tabs.map(({ query, variables }) => ({
      query,
      ...(variables === undefined ? {} : { variables }),
    })),
  };
  const html = Buffer.from(renderGraphiQL(options), 'utf8');
  return {
    html,
    gzipped: await promisify(gzip)(html),
    etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`,
    contentSecurityPolicy: policyFor(html.toString('utf8')),
  };
}

/** Only the page's own script runs, named by its digest, and the editor's workers, which it makes from blobs. */
function policyFor(html: string): string {
  const digests = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map((match) =>
    createHash('sha256')
      .update(match[1] ?? '')
      .digest('base64'),
  );
  return [
    "default-src 'none'",
    `script-src ${digests.map((digest) => `'sha256-${digest}'`).join(' ')} blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
