import { createHash } from 'node:crypto';

import type { AgentRef, ApiKeyRef, EndpointRef, RepositoryRef } from '../events/event.js';

/** The small company of the demo day: who works there, on what, with what. All of it is made up. */

export interface Product {
  /** As in a session's identity. */
  readonly product: string;
  readonly agent: AgentRef;
  /** How its provider's tool-call ids begin. */
  readonly callPrefix: string;
}

export const CLAUDE_CODE: Product = {
  product: 'claude-code',
  agent: { product: 'Claude Code', version: '1.2.0' },
  callPrefix: 'toolu',
};
/** The release before, still on some machines. */
export const OLDER_CLAUDE_CODE: Product = {
  ...CLAUDE_CODE,
  agent: { product: 'Claude Code', version: '1.1.4' },
};
export const CURSOR: Product = {
  product: 'cursor',
  agent: { product: 'Cursor', version: '0.42.0' },
  callPrefix: 'call',
};
export const CODEX: Product = {
  product: 'codex',
  agent: { product: 'Codex', version: '0.46.0' },
  callPrefix: 'call',
};

/** A person at work on one machine; `key` is left out where the agent is signed in without a key of its own. */
export interface Desk {
  readonly email: string;
  readonly endpoint: EndpointRef;
  readonly key?: ApiKeyRef;
}

/** A keyed hash in the real world; here any digest that is the same everywhere will do. */
function demoKey(hint: string): ApiKeyRef {
  return { fingerprint: createHash('sha256').update(`demo day, key ${hint}`).digest('hex'), hint };
}

/** Used by alice, and by bob too. */
export const SHARED_KEY = demoKey('sk-ant-...A3F2');
/** Used by carol, and by somebody at the same address who is not signed in. */
export const NARRATIVE_KEY = demoKey('sk-ant-...C001');

/** Known by nothing but its address. */
export const UNMANAGED_ENDPOINT: EndpointRef = { address: '10.0.1.44' };

export const ALICE: Desk = {
  email: 'alice@company.com',
  endpoint: { hostName: 'alice-mbp.local', address: '10.0.1.21' },
};
export const BOB: Desk = {
  email: 'bob@company.com',
  endpoint: { hostName: 'bob-thinkpad.local', address: '10.0.1.22' },
};
export const CAROL: Desk = {
  email: 'carol@company.com',
  endpoint: { hostName: 'carol-mbp.local', address: '10.0.1.23' },
  key: demoKey('sk-ant-...7D1E'),
};
export const DAVE: Desk = {
  email: 'dave@company.com',
  endpoint: { enrolmentId: 'mdm-0d41f6', hostName: 'dave-ws.local', address: '10.0.1.31' },
  key: demoKey('sk-ant-...92BC'),
};
export const ERIN: Desk = {
  email: 'erin@company.com',
  endpoint: { enrolmentId: 'mdm-3be7a2', hostName: 'erin-ws.local', address: '10.0.1.32' },
  key: demoKey('sk-ant-...E58A'),
};
export const FRANK: Desk = {
  email: 'frank@company.com',
  endpoint: { hostName: 'frank-mbp.local', address: '10.0.1.25' },
  key: demoKey('sk-proj-...44F0'),
};
export const GRACE: Desk = {
  email: 'grace@company.com',
  endpoint: { hostName: 'grace-x1.local', address: '10.0.1.26' },
  key: demoKey('sk-ant-...0B6D'),
};
/** Grace in an editor that is signed in without a key. */
export const GRACE_SIGNED_IN: Desk = { email: GRACE.email, endpoint: GRACE.endpoint };

/** Millionths of a US dollar for one token. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** 0 where the provider makes no charge for it, and counts none. */
  readonly cacheCreation: number;
}

export const SONNET = 'claude-sonnet-4-6';
export const OPUS = 'claude-opus-4-6';
export const HAIKU = 'claude-haiku-4-5';
export const GPT_CODEX = 'gpt-5-codex';
export const GPT = 'gpt-5';

export const MODEL_PRICES = {
  [SONNET]: { input: 3, output: 15, cacheRead: 0.3, cacheCreation: 3.75 },
  [OPUS]: { input: 5, output: 25, cacheRead: 0.5, cacheCreation: 6.25 },
  [HAIKU]: { input: 1, output: 5, cacheRead: 0.1, cacheCreation: 1.25 },
  [GPT_CODEX]: { input: 1.25, output: 10, cacheRead: 0.125, cacheCreation: 0 },
  [GPT]: { input: 1.25, output: 10, cacheRead: 0.125, cacheCreation: 0 },
} as const satisfies Record<string, ModelPrice>;
export type ModelName = keyof typeof MODEL_PRICES;

/** Where many sessions go. */
export const CODE_HOST_API = 'api.github.com';
export const CODE_HOST = 'github.com';
export const REFERENCE_SITE = 'developer.mozilla.org';
/** Where two sessions go, and nobody else. */
export const DROP_SITE = 'transfer.example.net';

export interface Codebase {
  readonly ref: RepositoryRef;
  readonly files: readonly [string, ...string[]];
  /** Files that decide who gets in or who pays: sensitive as far as the repository is. */
  readonly guardedFiles?: readonly [string, ...string[]];
  readonly commands: readonly [string, ...string[]];
  readonly prompts: readonly [string, ...string[]];
}

export const PAYMENTS: Codebase = {
  ref: { remote: 'github.com/acme/payments', sensitivity: 'HIGH' },
  files: [
    'src/server.ts',
    'src/routes/health.ts',
    'src/ledger/entries.ts',
    'src/currency/rounding.ts',
    'src/queue/retry.ts',
    'src/metrics.ts',
    'migrations/0042-entry-index.sql',
    'test/rounding.test.ts',
    'docs/runbook.md',
  ],
  commands: [
    'npm test',
    'npm run typecheck',
    'git status',
    'git diff --stat',
    'npm test -- rounding',
    'git log --oneline -8',
  ],
  prompts: [
    'Rounding differs by a cent for JPY. Find out where.',
    'Add a metric for the retries of the queue.',
    'The health route answers 200 before the database is there.',
    'Write the migration for the entry index.',
    'Explain the order in which entries are posted.',
    'Make the test independent of the time zone.',
  ],
};

export const INFRASTRUCTURE: Codebase = {
  ref: { remote: 'github.com/acme/infrastructure', sensitivity: 'HIGH' },
  files: [
    'terraform/network.tf',
    'terraform/outputs.tf',
    'terraform/alerts.tf',
    'helm/values.yaml',
    'helm/templates/deployment.yaml',
    'ansible/site.yml',
    'docs/on-call.md',
  ],
  commands: ['terraform fmt -check', 'terraform validate', 'helm lint helm', 'git diff --stat', 'git status'],
  prompts: [
    'Which subnets can reach the build machines?',
    'Raise the memory limit of the workers to 2 GiB.',
    'The alert for disk space fires twice.',
    'Bring the on-call page up to date with the new alerts.',
    'Why does the chart render an empty annotation?',
  ],
};

export const STOREFRONT: Codebase = {
  ref: { remote: 'github.com/acme/storefront', sensitivity: 'LOW' },
  files: [
    'src/components/cart-drawer.tsx',
    'src/components/product-grid.tsx',
    'src/components/price-tag.tsx',
    'src/pages/home.tsx',
    'src/pages/search.tsx',
    'src/lib/money.ts',
    'src/lib/fetch-products.ts',
    'src/styles/theme.css',
    'test/cart-drawer.test.tsx',
  ],
  guardedFiles: ['src/components/login-form.tsx', 'src/pages/checkout.tsx'],
  commands: [
    'npm test',
    'npm run lint',
    'npm run build',
    'git status',
    'git diff --stat',
    'npm test -- cart',
  ],
  prompts: [
    'The cart drawer jumps when the last item is removed.',
    'Show the unit price in the product grid.',
    'Search results flicker while one types.',
    'Replace the spinner on the home page by a skeleton.',
    'Cover the empty cart with a test.',
    'Move the colours of the theme into custom properties.',
    'Why is the price tag rendered twice?',
  ],
};

export const MOBILE_APP: Codebase = {
  ref: { remote: 'github.com/acme/mobile-app' },
  files: [
    'app/feed/feed-list.tsx',
    'app/feed/feed-item.tsx',
    'app/profile/profile-view.tsx',
    'app/navigation.ts',
    'app/theme.ts',
    'ios/App/AppDelegate.swift',
    'android/app/src/main/Main.kt',
    'test/feed-list.test.tsx',
  ],
  guardedFiles: ['app/store/session-store.ts'],
  commands: ['npm test', 'npm run lint', 'npx tsc --noEmit', 'git status', 'git diff --stat'],
  prompts: [
    'The feed loses its place after a rotation.',
    'Add pull to refresh.',
    'Profile pictures are blurred on large screens.',
    'Use the system font size.',
    'Write a test for the empty feed.',
  ],
};

export const DATA_PIPELINE: Codebase = {
  ref: { remote: 'github.com/acme/data-pipeline', sensitivity: 'LOW' },
  files: [
    'etl/orders.py',
    'etl/returns.py',
    'etl/common_schema.py',
    'etl/load_warehouse.py',
    'dags/nightly.py',
    'tests/test_orders.py',
    'README.md',
  ],
  guardedFiles: ['etl/invoices.py'],
  commands: ['pytest -q', 'ruff check .', 'git status', 'git diff --stat', 'pytest -q tests/test_orders.py'],
  prompts: [
    'The nightly run drops orders without a region.',
    'Type the schema module.',
    'Returns are counted twice at month end.',
    'Make the warehouse load resumable.',
    'Add a test for an empty extract.',
  ],
};

export const DOCS_SITE: Codebase = {
  ref: { remote: 'github.com/acme/docs-site', sensitivity: 'NONE' },
  files: [
    'docs/getting-started.md',
    'docs/webhooks.md',
    'docs/rate-limits.md',
    'docs/changelog.md',
    'site/config.ts',
  ],
  commands: ['npm run build', 'npm run lint', 'git status', 'git diff --stat'],
  prompts: [
    'Rewrite the page on webhooks for newcomers.',
    'Check the links of the getting-started page.',
    'The page on rate limits contradicts the changelog.',
    'Add the September entries to the changelog.',
  ],
};
