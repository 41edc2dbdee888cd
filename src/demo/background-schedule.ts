import {
  ALICE,
  BOB,
  CAROL,
  CLAUDE_CODE,
  CODEX,
  CODE_HOST_API,
  CURSOR,
  DATA_PIPELINE,
  DAVE,
  DOCS_SITE,
  ERIN,
  FRANK,
  GPT,
  GPT_CODEX,
  GRACE,
  GRACE_SIGNED_IN,
  HAIKU,
  INFRASTRUCTURE,
  MOBILE_APP,
  OLDER_CLAUDE_CODE,
  OPUS,
  PAYMENTS,
  REFERENCE_SITE,
  SONNET,
  STOREFRONT,
  type Codebase,
  type Desk,
  type ModelName,
  type Product,
} from './company.js';

/**
 * The rest of the day: 39 ordinary sessions. Every key here has one person on one machine, every rare host one
 * session, and nobody opens a file that is sensitive in its repository.
 */
export interface ScheduledSession {
  readonly desk: Desk;
  readonly product: Product;
  readonly model: ModelName;
  readonly codebase: Codebase;
  readonly startedMinutesAgo: number;
  readonly minutes: number;
  readonly calls: number;
  /**
   * Where it calls: ISSUES the code host's API, GIT its own remote, anything else a site by name. Of two, the second
   * comes long after the first.
   */
  readonly outside?: readonly string[];
  /** Opens a file that decides who gets in or who pays, in a repository that is not sensitive. */
  readonly opensGuardedFile?: true;
  readonly startsSubagent?: true;
  /** Still at work: seconds since its last event. */
  readonly lastSeenSecondsAgo?: number;
}

export const ISSUES = CODE_HOST_API;
export const GIT = 'GIT';
const LOOK_UP = REFERENCE_SITE;

type Day = readonly [
  startedMinutesAgo: number,
  minutes: number,
  calls: number,
  model: ModelName,
  codebase: Codebase,
  more?: Pick<ScheduledSession, 'outside' | 'opensGuardedFile' | 'startsSubagent' | 'lastSeenSecondsAgo'>,
];

function dayOf(desk: Desk, product: Product, sessions: readonly Day[]): ScheduledSession[] {
  return sessions.map(([startedMinutesAgo, minutes, calls, model, codebase, more]) => ({
    desk,
    product,
    model,
    codebase,
    startedMinutesAgo,
    minutes,
    calls,
    ...more,
  }));
}

/** Alice is signed in without a key until she takes up the shared one. */
const ALICE_DAY = dayOf(ALICE, CLAUDE_CODE, [
  [566, 34, 26, SONNET, STOREFRONT, { outside: [ISSUES] }],
  [478, 41, 31, SONNET, STOREFRONT, { outside: [LOOK_UP] }],
  [345, 27, 22, HAIKU, DOCS_SITE],
  [168, 52, 38, SONNET, STOREFRONT, { outside: [ISSUES, LOOK_UP], opensGuardedFile: true }],
]);

/** His editor is signed in without a key, the first session of his day aside. */
const BOB_DAY = dayOf(BOB, CURSOR, [
  [495, 36, 24, OPUS, STOREFRONT],
  [402, 29, 18, GPT, DOCS_SITE, { outside: [LOOK_UP] }],
  [262, 44, 27, OPUS, STOREFRONT, { outside: [GIT] }],
  [101, 31, 21, OPUS, STOREFRONT, { outside: [GIT], opensGuardedFile: true }],
]);

/** All but the first come after the session on the unknown machine. */
const CAROL_DAY = dayOf(CAROL, CLAUDE_CODE, [
  [622, 44, 33, SONNET, INFRASTRUCTURE, { outside: [GIT] }],
  [152, 26, 24, SONNET, DOCS_SITE, { outside: [LOOK_UP] }],
  [121, 23, 21, HAIKU, DOCS_SITE],
  [94, 28, 25, SONNET, INFRASTRUCTURE, { outside: ['developer.hashicorp.com'] }],
]);

const DAVE_DAY = [
  ...dayOf(DAVE, OLDER_CLAUDE_CODE, [
    [605, 58, 43, OPUS, PAYMENTS, { outside: [ISSUES] }],
    [531, 33, 28, SONNET, PAYMENTS, { outside: [GIT] }],
    [486, 47, 36, OPUS, INFRASTRUCTURE, { outside: [ISSUES, LOOK_UP] }],
  ]),
  ...dayOf(DAVE, CLAUDE_CODE, [
    [390, 62, 47, OPUS, PAYMENTS, { outside: [GIT], startsSubagent: true }],
    [318, 35, 29, SONNET, DATA_PIPELINE, { outside: [ISSUES] }],
    [241, 49, 37, SONNET, INFRASTRUCTURE],
    [133, 56, 41, OPUS, PAYMENTS, { outside: ['www.iso.org'] }],
    [38, 37, 30, SONNET, PAYMENTS, { outside: [ISSUES], lastSeenSecondsAgo: 90 }],
  ]),
];

const ERIN_DAY = dayOf(ERIN, CLAUDE_CODE, [
  [588, 39, 32, SONNET, STOREFRONT, { outside: [ISSUES] }],
  [512, 45, 35, SONNET, STOREFRONT, { outside: [LOOK_UP], opensGuardedFile: true }],
  [417, 31, 27, HAIKU, STOREFRONT],
  [339, 54, 40, SONNET, STOREFRONT, { outside: [GIT], startsSubagent: true }],
  [226, 37, 30, SONNET, STOREFRONT, { outside: [ISSUES, LOOK_UP] }],
  [147, 12, 11, HAIKU, STOREFRONT],
  [6, 6, 7, SONNET, STOREFRONT, { lastSeenSecondsAgo: 10 }],
]);

const FRANK_DAY = dayOf(FRANK, CODEX, [
  [611, 42, 27, GPT_CODEX, DATA_PIPELINE, { outside: [GIT] }],
  [505, 57, 34, GPT_CODEX, DATA_PIPELINE],
  [420, 38, 25, GPT_CODEX, DATA_PIPELINE, { outside: [ISSUES] }],
  [308, 64, 39, GPT_CODEX, DATA_PIPELINE, { outside: ['docs.python.org'] }],
  [209, 33, 22, GPT_CODEX, DATA_PIPELINE, { outside: [GIT], opensGuardedFile: true }],
  [117, 46, 28, GPT_CODEX, DATA_PIPELINE],
]);

const GRACE_DAY = [
  ...dayOf(GRACE, CLAUDE_CODE, [
    [574, 48, 36, SONNET, MOBILE_APP, { outside: [ISSUES] }],
    [452, 36, 29, SONNET, MOBILE_APP, { outside: [LOOK_UP], opensGuardedFile: true }],
    [186, 43, 34, SONNET, MOBILE_APP, { outside: [GIT] }],
    [24, 22, 21, SONNET, MOBILE_APP, { outside: [LOOK_UP], lastSeenSecondsAgo: 160 }],
  ]),
  ...dayOf(GRACE_SIGNED_IN, CURSOR, [
    [371, 30, 19, GPT, MOBILE_APP],
    [279, 34, 23, OPUS, MOBILE_APP, { outside: ['reactnative.dev'] }],
  ]),
];

export const BACKGROUND_SCHEDULE: readonly ScheduledSession[] = [
  ...ALICE_DAY,
  ...BOB_DAY,
  ...CAROL_DAY,
  ...DAVE_DAY,
  ...ERIN_DAY,
  ...FRANK_DAY,
  ...GRACE_DAY,
];
