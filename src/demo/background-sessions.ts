import type { NativeContextJson } from '../sources/native/wire.js';
import { BACKGROUND_SCHEDULE, GIT, ISSUES, type ScheduledSession } from './background-schedule.js';
import { CODE_HOST, CODEX, CURSOR, MODEL_PRICES, type Codebase } from './company.js';
import { exactShares } from './exact-shares.js';
import { SeededRandom } from './seeded-random.js';
import {
  MINUTE_MS,
  type PlannedCall,
  type PlannedSubagent,
  type PlannedTurn,
  type SessionPlan,
} from './session-plan.js';
import {
  CLAUDE_CODE_TOOLS,
  CODEX_TOOLS,
  CURSOR_TOOLS,
  delegate,
  editFile,
  getIssue,
  gitCommand,
  listFiles,
  listThroughServer,
  readFile,
  readThroughServer,
  runCommand,
  searchText,
  searchWeb,
  updatePlan,
  webCommand,
  writeFile,
  type Toolbox,
} from './tool-calls.js';

/** After this many further calls an answer from outside no longer counts as what led to the next one. */
const CALLS_BETWEEN_HOSTS = 14;

const ANSWERS = [
  'Done; the tests pass.',
  'Found it: the order of the two calls was the wrong way round.',
  'It is as you thought. I changed the smaller of the two places.',
  'Done, with a test for the empty case.',
  'No change is needed there; the caller is at fault.',
  'Here is a short summary of what I found.',
] as const;

const SEARCHES = [
  'export function',
  'TODO\\(',
  'import .* from',
  'describe\\(',
  'return null',
  'deprecated',
] as const;

/** How often agents do what, on the whole; each session departs from it by what it is about. */
const MIX = {
  read: 26,
  shell: 21,
  edit: 13,
  search: 12,
  list: 5,
  plan: 5,
  write: 3,
  serverRead: 6,
  serverList: 3,
} as const;
type Activity = keyof typeof MIX;

/** Money in micro-dollars is shared out by what the sessions' models and lengths would cost. */
export function backgroundSessions(totalMicroUsd: number): readonly SessionPlan[] {
  const drafts = BACKGROUND_SCHEDULE.map((scheduled, index) => {
    const random = new SeededRandom(`background session ${index}`);
    const weight = MODEL_PRICES[scheduled.model].output ** 0.6 * scheduled.calls * random.between(0.75, 1.25);
    return { scheduled, random, weight };
  });
  const costs = exactShares(
    totalMicroUsd,
    drafts.map(({ weight }) => weight),
  );
  return drafts.map(({ scheduled, random }, index) => planOf(scheduled, random, costs[index] ?? 0));
}

function planOf(scheduled: ScheduledSession, random: SeededRandom, costMicroUsd: number): SessionPlan {
  const { desk, product, codebase, startedMinutesAgo, minutes, lastSeenSecondsAgo } = scheduled;
  const tools = product === CURSOR ? CURSOR_TOOLS : product === CODEX ? CODEX_TOOLS : CLAUDE_CODE_TOOLS;
  const sessionId = random.id('sess');
  const calls = callsOf(scheduled, tools, random);
  const subagent =
    scheduled.startsSubagent === true ? subagentOf(codebase, tools, calls.length, random) : null;
  if (subagent !== null) calls.splice(subagent.startedByCall, 0, delegate(subagent.agentId, subagent.task));
  const context: NativeContextJson = {
    user: { email: desk.email },
    identityCarried: true,
    endpoint: desk.endpoint,
    agent: product.agent,
    ...(desk.key === undefined ? {} : { key: desk.key }),
    repository: codebase.ref,
    branch: random.pick(['main', 'develop', 'next']),
    permissionMode: random.pick(['default', 'default', 'acceptEdits']),
  };
  return {
    sessionId,
    product,
    model: scheduled.model,
    context,
    startedAgoMs: startedMinutesAgo * MINUTE_MS - random.integer(0, 20_000),
    lastSeenAgoMs:
      lastSeenSecondsAgo === undefined
        ? (startedMinutesAgo - minutes) * MINUTE_MS
        : lastSeenSecondsAgo * 1000,
    ended: lastSeenSecondsAgo === undefined,
    costMicroUsd,
    turns: turnsOf(calls, codebase, random),
    ...(subagent === null ? {} : { subagent }),
  };
}

function callsOf(scheduled: ScheduledSession, tools: Toolbox, random: SeededRandom): PlannedCall[] {
  const { codebase, calls: count, outside = [] } = scheduled;
  const files = random.shuffled(codebase.files).slice(0, random.integer(3, 5));
  const [firstFile = codebase.files[0], ...otherFiles] = files;
  const opened = [firstFile, ...otherFiles] as const;
  const outsideCalls = outside.map((place) => outsideCallsTo(place, tools, random));
  const insideCount = count - outsideCalls.flat().length;
  const inside = activities(insideCount, random).map((activity) =>
    callFor(activity, tools, opened, codebase, random),
  );
  const guarded = scheduled.opensGuardedFile === true ? codebase.guardedFiles?.[0] : undefined;
  if (guarded !== undefined) inside[Math.floor(inside.length / 2)] = readFile(tools, guarded, 88);

  const [first = [], second = []] = outsideCalls;
  const firstAt = random.integer(0, 2);
  const secondAt = firstAt + CALLS_BETWEEN_HOSTS;
  const [before, between, after] = [
    inside.slice(0, firstAt),
    inside.slice(firstAt, secondAt),
    inside.slice(secondAt),
  ];
  return [...before, ...first, ...between, ...second, ...after];
}

function outsideCallsTo(place: string, tools: Toolbox, random: SeededRandom): PlannedCall[] {
  if (place === GIT) return [gitCommand(tools, 'git fetch origin', CODE_HOST)];
  if (place === ISSUES) {
    const issue = random.integer(100, 900);
    return random.fraction() < 0.5
      ? [getIssue(place, issue)]
      : [getIssue(place, issue), getIssue(place, issue + 1)];
  }
  if (tools === CODEX_TOOLS) return [webCommand(tools, `curl -sS https://${place}/`, place, '(page)')];
  return [searchWeb(place, random.pick(['how to', 'reference', 'migration guide', 'known problems']))];
}

/** So many activities, in the usual proportions made a little unusual. */
function activities(count: number, random: SeededRandom): Activity[] {
  const kinds = Object.keys(MIX) as Activity[];
  const counts = exactShares(
    count,
    kinds.map((kind) => MIX[kind] * random.between(0.45, 1.8)),
  );
  return random.shuffled(kinds.flatMap((kind, index) => Array<Activity>(counts[index] ?? 0).fill(kind)));
}

function callFor(
  activity: Activity,
  tools: Toolbox,
  files: readonly [string, ...string[]],
  codebase: Codebase,
  random: SeededRandom,
): PlannedCall {
  const path = random.pick(files);
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '.';
  switch (activity) {
    case 'read':
      return readFile(tools, path, random.integer(20, 260));
    case 'edit':
      return editFile(tools, path, random.integer(1, 40));
    case 'write':
      return writeFile(tools, `${folder}/notes-${random.integer(1, 9)}.md`, random.integer(8, 60));
    case 'search':
      return searchText(tools, random.pick(SEARCHES), random.integer(0, 30));
    case 'list':
      return listFiles(tools, `${folder}/*`, random.integer(2, 40));
    case 'shell':
      return runCommand(tools, random.pick(codebase.commands), 'ok');
    case 'plan':
      return updatePlan(tools, 5, random.integer(0, 5));
    case 'serverRead':
      return tools === CLAUDE_CODE_TOOLS
        ? readThroughServer(path)
        : readFile(tools, path, random.integer(20, 260));
    case 'serverList':
      return tools === CLAUDE_CODE_TOOLS ? listThroughServer(folder) : listFiles(tools, `${folder}/*`, 12);
    default:
      return activity satisfies never;
  }
}

function turnsOf(calls: readonly PlannedCall[], codebase: Codebase, random: SeededRandom): PlannedTurn[] {
  const count = Math.max(2, Math.round(calls.length / random.between(3.5, 5.5)));
  const sizes = exactShares(
    calls.length,
    Array.from({ length: count }, () => random.between(0.6, 1.4)),
  );
  let from = 0;
  return sizes.map((size) => {
    const own = calls.slice(from, from + size);
    from += size;
    return { prompt: random.pick(codebase.prompts), calls: own, answer: random.pick(ANSWERS) };
  });
}

function subagentOf(
  codebase: Codebase,
  tools: Toolbox,
  calls: number,
  random: SeededRandom,
): PlannedSubagent {
  const [first, second = first, third = second] = codebase.files;
  return {
    agentId: random.id('agent').slice('agent_01'.length).toLowerCase(),
    task: 'Find every caller of the old function',
    startedByCall: Math.floor(calls / 3),
    calls: [
      searchText(tools, 'oldFunction\\(', 9),
      readFile(tools, first, 120),
      readFile(tools, second, 77),
      searchText(tools, 'newFunction\\(', 2),
      readFile(tools, third, 140),
    ],
  };
}
