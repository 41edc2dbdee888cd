import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Counts Claude Code transcripts for comparison with an import. It shares no code with the importer: it reads whole
 * files with JSON.parse and counts by the rules that docs/claude-code-transcripts.md states, session by session.
 */
export interface SessionCount {
  events: number;
  turns: number;
  toolCalls: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  costMicroUsd: number;
  unpricedRequests: number;
}

type Json = Record<string, unknown>;
type Usage = [input: number, output: number, read: number, written: number, writtenForAnHour: number];

/** USD per million tokens: input, output, write for 5 minutes, read. */
const PRICES: readonly [RegExp, readonly [number, number, number, number]][] = [
  [/^claude-(?:sonnet-4|3-5-sonnet|3-7-sonnet)/, [3, 15, 3.75, 0.3]],
  [/^claude-opus-4-(?:5|6|7|8)/, [5, 25, 6.25, 0.5]],
  [/^claude-opus-5-5/, [4, 20, 5, 0.2]],
  [/^claude-3-(?:sonnet)/, [3, 15, 3.75, 0.3]],
  [/^claude-fable-5/, [10, 50, 12.5, 1]],
  [/^claude-opus-4/, [15, 75, 18.75, 1.5]],
  [/^claude-haiku-4-5/, [1, 5, 1.25, 0.1]],
  [/^claude-3-5-haiku/, [0.8, 4, 1, 0.08]],
];

const CLIENT_BEGINNINGS = [
  '<command-name>',
  '<local-command-stdout>',
  '<system-reminder>',
  '<task-notification>',
  'Caveat:',
];

interface Fact {
  readonly session: string;
  readonly at: number;
}

class Counter {
  /** Every distinct fact, with the session that it is counted for: the earliest, then the least, of those that hold it. */
  readonly facts = new Map<string, Fact>();
  readonly requests = new Map<string, { model: string | null; usage: Usage }>();
  readonly turns = new Set<string>();
  readonly calls = new Set<string>();

  fact(id: string, session: string, at: number): string {
    const known = this.facts.get(id);
    if (known === undefined || at < known.at || (at === known.at && session < known.session)) {
      this.facts.set(id, { session, at });
    }
    return id;
  }
}

/** Per session key (`claude-code/<session>[/<agent>]`), own events only, without subagents'. */
export async function countTranscripts(files: readonly string[]): Promise<Map<string, SessionCount>> {
  const counter = new Counter();
  for (const file of files) await countFile(file, counter);
  const sessions = new Map<string, SessionCount>();
  for (const [id, { session }] of counter.facts) {
    const count = sessions.get(session) ?? emptyCount();
    sessions.set(session, count);
    count.events++;
    if (counter.turns.has(id)) count.turns++;
    if (counter.calls.has(id)) count.toolCalls++;
    const request = counter.requests.get(id);
    if (request !== undefined) addRequest(count, request.model, request.usage);
  }
  return sessions;
}

function emptyCount(): SessionCount {
  return {
    events: 0,
    turns: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicroUsd: 0,
    unpricedRequests: 0,
  };
}

function addRequest(count: SessionCount, model: string | null, usage: Usage): void {
  const [input, output, read, written, anHour] = usage;
  count.inputTokens += input;
  count.outputTokens += output;
  count.cacheReadTokens += read;
  count.cacheCreationTokens += written;
  const price = PRICES.find(([name]) => model !== null && name.test(model))?.[1];
  if (price === undefined) {
    count.unpricedRequests++;
    return;
  }
  const [forInput, forOutput, forWrite, forRead] = price;
  count.costMicroUsd += Math.round(
    input * forInput +
      output * forOutput +
      read * forRead +
      (written - anHour) * forWrite +
      anHour * forInput * 2,
  );
}

async function countFile(file: string, counter: Counter): Promise<void> {
  const text = await readFile(file, 'utf8');
  const lines = text.trimStart().startsWith('[') ? (JSON.parse(text) as unknown[]) : parsedLines(text);
  const objects = lines.filter(
    (line): line is Json => typeof line === 'object' && line !== null && !Array.isArray(line),
  );
  const parents = new Map(objects.map((line) => [String(line['uuid']), line]));
  const agentOfFile = /(?:^|\/)agent-([0-9a-f]+)\.jsonl$/.exec(file.replaceAll(path.sep, '/'))?.[1];
  for (const line of objects) {
    if (line['type'] === 'progress') countProgress(line, counter);
    else countLine(line, agentOf(line, parents) ?? agentOfFile ?? null, counter);
  }
}

function parsedLines(text: string): unknown[] {
  return text.split(/\r?\n/).flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

function agentOf(line: Json, parents: ReadonlyMap<string, Json>): string | null {
  if (typeof line['agentId'] === 'string') return line['agentId'];
  if (line['isSidechain'] !== true) return null;
  let root = line;
  for (let parent = parents.get(String(root['parentUuid'])); parent?.['isSidechain'] === true;) {
    root = parent;
    parent = parents.get(String(root['parentUuid']));
  }
  return `sidechain-${String(root['uuid'])}`;
}

/** A subagent's message inside a progress line counts as the subagent's own line would. */
function countProgress(line: Json, counter: Counter): void {
  const data = (line['data'] ?? {}) as Json;
  if (typeof line['sessionId'] === 'string' && /^Session(?:Start|End)$/.test(String(data['hookEvent']))) {
    const session = `claude-code/${encodeURIComponent(line['sessionId'])}`;
    const run = String(line['toolUseID'] ?? line['uuid']);
    counter.fact(`${String(data['hookEvent'])} ${run}`, session, Date.parse(String(line['timestamp'])));
    return;
  }
  if (data['type'] !== 'agent_progress' || typeof data['message'] !== 'object' || data['message'] === null)
    return;
  const inner = data['message'] as Json;
  countLine(
    { sessionId: line['sessionId'], timestamp: line['timestamp'], ...inner },
    String(data['agentId']),
    counter,
  );
}

function countLine(line: Json, agent: string | null, counter: Counter): void {
  if (typeof line['sessionId'] !== 'string') return;
  const session = ['claude-code', line['sessionId'], ...(agent === null ? [] : [agent])]
    .map(encodeURIComponent)
    .join('/');
  const at = Date.parse(String(line['timestamp']));
  const scope = (id: unknown): string => (isRandom(String(id)) ? String(id) : `${session} ${String(id)}`);
  const fact = (kind: string, id: unknown): string => counter.fact(`${kind} ${scope(id)}`, session, at);
  const message = (line['message'] ?? {}) as Json;
  const blocks = (Array.isArray(message['content']) ? message['content'] : []) as Json[];
  switch (line['type']) {
    case 'assistant':
      return countAssistant(line, message, blocks, fact, counter);
    case 'user': {
      const results = blocks.filter((block) => block['type'] === 'tool_result');
      if (results.length > 0) countResults(line, results, session, at, fact, counter);
      else if (isPrompt(line, message, agent)) {
        counter.turns.add('promptId' in line ? fact('prompt', line['promptId']) : fact('line', line['uuid']));
      } else fact('line', line['uuid']);
      return;
    }
    case 'system':
    case 'attachment':
      fact('line', line['uuid']);
      return;
    default:
  }
}

function countAssistant(
  line: Json,
  message: Json,
  blocks: readonly Json[],
  fact: (kind: string, id: unknown) => string,
  counter: Counter,
): void {
  if (message['model'] === '<synthetic>' || line['isApiErrorMessage'] === true) {
    fact('line', line['uuid']);
    return;
  }
  const id = fact('request', line['requestId'] ?? message['id'] ?? line['uuid']);
  const usage = (message['usage'] ?? {}) as Json;
  const split = (usage['cache_creation'] ?? {}) as Json;
  const counts = [
    usage['input_tokens'],
    usage['output_tokens'],
    usage['cache_read_input_tokens'],
    usage['cache_creation_input_tokens'],
    split['ephemeral_1h_input_tokens'],
  ].map((value) => Number(value ?? 0));
  const known = counter.requests.get(id)?.usage ?? [0, 0, 0, 0, 0];
  const model = typeof message['model'] === 'string' ? message['model'] : null;
  counter.requests.set(id, {
    model,
    usage: known.map((value, i) => Math.max(value, counts[i] ?? 0)) as Usage,
  });
  for (const block of blocks) {
    if (block['type'] === 'tool_use' || block['type'] === 'server_tool_use')
      counter.calls.add(fact('use', block['id']));
  }
  if (message['stop_reason'] === 'end_turn' || message['stop_reason'] === 'stop_sequence')
    fact('stop', message['id']);
}

function countResults(
  line: Json,
  results: readonly Json[],
  session: string,
  at: number,
  fact: (kind: string, id: unknown) => string,
  counter: Counter,
): void {
  for (const result of results) {
    fact('result', result['tool_use_id']);
    if (isDenied(line, result) || 'permissionDecision' in line) fact('decision', result['tool_use_id']);
  }
  const account = line['toolUseResult'] as Json | undefined;
  if (results.length === 1 && typeof account?.['agentId'] === 'string') {
    const child = `${session}/${account['agentId']}`;
    counter.fact(`subagent started ${child}`, session, at);
    if (account['status'] === 'completed') counter.fact(`subagent stopped ${child}`, session, at);
  }
}

function isDenied(line: Json, result: Json): boolean {
  const content = typeof result['content'] === 'string' ? result['content'] : '';
  return (
    'toolDenialKind' in line ||
    (result['is_error'] === true &&
      /^(?:The user doesn't want to|Permission to use|Claude requested permissions)/.test(content))
  );
}

function isPrompt(line: Json, message: Json, agent: string | null): boolean {
  if (line['isMeta'] === true || line['isCompactSummary'] === true || agent !== null) return false;
  const content = message['content'];
  const blocks = Array.isArray(content) ? (content as Json[]) : [{ type: 'text', text: content }];
  const text = blocks.find((block) => block['type'] === 'text')?.['text'];
  const first = typeof text === 'string' ? text.trimStart() : '';
  return !CLIENT_BEGINNINGS.some((beginning) => first.startsWith(beginning));
}

/** Ids that a provider or client draws are long and mixed; those that a person or a test wrote are not. */
function isRandom(id: string): boolean {
  const body = id.replace(/^[a-z]+_/, '').replaceAll('-', '');
  return body.length >= 16 && /\d/.test(body) && new Set(body).size >= 8 && /^[A-Za-z0-9]+$/.test(body);
}
