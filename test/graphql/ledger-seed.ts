import type { SeedGraph } from '../support/seed-graph.js';
import { HOUR, MINUTE, NOW } from './api.js';

/** A live session with a subagent, a finished, an idle, a killed and an untimed one, and two rejects. */
export const LEDGER_SEED: SeedGraph = {
  nodes: {
    'ApiKey:fp:a3f2': {
      fingerprint: 'a3f2',
      hint: 'sk-ant-...A3F2',
      hints: ['sk-ant-...A3F2'],
      hintOnly: false,
    },
    'Agent:-/Claude%20Code': {},
    'File:remote:github.com/acme/app//src/auth.ts': {
      sensitivity: 'HIGH',
      sensitivityRule: 'authentication source',
      sensitivityMatched: 'auth.ts',
    },
  },
  edges: [
    [
      'File:remote:github.com/acme/app//src/auth.ts',
      'IN_REPOSITORY',
      'Repository:remote:github.com/acme/app',
    ],
  ],
  sessions: [
    {
      sessionId: 'sess_live',
      startedAt: NOW - 14 * MINUTE,
      lastSeenAt: NOW - MINUTE,
      properties: {
        turns: 8,
        costMicroUsd: 430_000,
        reportedRequests: 3,
        sensitiveTouch: true,
        highSignal: true,
      },
      related: {
        RUN_BY: [{ key: 'email:alice@company.com', basis: 'LOGIN', confidence: 'HIGH' }],
        RAN_ON: [{ key: 'host:alice-mbp.local', basis: 'HOST_NAME' }],
        RAN_AS: [{ key: '-/Claude%20Code', version: 'v1.2.0' }],
        USED_MODEL: [
          { key: 'claude-sonnet-4-6', count: 9 },
          { key: 'claude-haiku', count: 2 },
        ],
        USED_KEY: [{ key: 'fp:a3f2', basis: 'FINGERPRINT' }],
        USED_TOOL: ['filesystem', 'github', 'web-search'],
        USED_SERVER: [{ key: 'github', contactEvents: ['e2'] }],
        IN_REPOSITORY: ['remote:github.com/acme/app'],
        READ: [
          {
            key: 'remote:github.com/acme/app//src/auth.ts',
            contactAt: [NOW - 5 * MINUTE],
            contactEvents: ['e1'],
          },
        ],
        WROTE: [
          {
            key: 'remote:github.com/acme/app//src/auth.ts',
            firstAt: NOW - 3 * MINUTE,
            contactEvents: ['e3'],
            count: 2,
          },
          'remote:github.com/acme/app//README.md',
        ],
        CALLED: [{ key: 'api.github.com', gitOnlyAt: [1], count: 1 }, 'docs.example.com'],
      },
      events: [
        { key: 'e0', type: 'SESSION_START', at: NOW - 14 * MINUTE, receivedAt: NOW },
        { key: 'e1', type: 'TOOL_USE', at: NOW - 5 * MINUTE, receivedAt: NOW - 3 * MINUTE },
        {
          key: 'e2',
          type: 'TOOL_RESULT',
          at: NOW - 4 * MINUTE,
          receivedAt: NOW - 4 * MINUTE,
          records: [
            { source: 'HOOK', receivedAt: NOW - 4 * MINUTE, payload: '{"hook":1}' },
            { source: 'TRANSCRIPT', receivedAt: NOW - 2 * MINUTE, payload: '{"line":1' },
          ],
        },
      ],
      signals: [
        { code: 'SENSITIVE_READ', points: 20 },
        { code: 'READ_THEN_OUTBOUND', points: 40, kind: 'BOUNDARY', evidence: ['e1'] },
      ],
    },
    {
      sessionId: 'sess_live',
      agentId: 'sub1',
      startedAt: NOW - 10 * MINUTE,
      related: { READ: ['remote:github.com/acme/app//docs/guide.md'], USED_TOOL: ['Grep'] },
    },
    {
      sessionId: 'sess_done',
      product: 'cursor',
      startedAt: NOW - 5 * HOUR,
      lastSeenAt: NOW - 4 * HOUR,
      finishedAt: NOW - 4 * HOUR,
      properties: { costMicroUsd: 2_000_000, estimatedRequests: 1, unpricedRequests: 1, sharedKey: true },
      related: {
        RUN_BY: ['email:bob@company.com'],
        USED_KEY: ['fp:a3f2'],
        RAN_ON: ['host:bob-thinkpad.local'],
      },
    },
    {
      sessionId: 'sess_idle',
      startedAt: NOW - 80 * HOUR,
      lastSeenAt: NOW - 70 * HOUR,
      properties: { costMicroUsd: 100, actor: 'UNKNOWN' },
    },
    {
      sessionId: 'sess_killed',
      startedAt: NOW - 3 * HOUR,
      lastSeenAt: NOW - 2 * HOUR,
      killedAt: NOW - 2 * HOUR,
      killCause: 'SANDBOX_REVOKED',
      related: { IN_SANDBOX: ['payments/box'] },
    },
    { sessionId: 'sess_untimed', orderAt: NOW - 6 * HOUR },
  ],
  rejects: [
    { key: 'r1', receivedAt: NOW - HOUR },
    { key: 'r2', receivedAt: NOW },
  ],
};
