/**
 * One run of Claude Code as its hooks (behind Runtrail's forwarder), its telemetry and its transcript tell it. Dana
 * asks for something; a file is read; a call to the network is refused; the assistant answers.
 */

export const SESSION = '7c1e5f0d-4a38-4e6b-8d12-9a03c7e4b1f2';
const PROMPT = '8f7a0d9e-5c6b-4e3d-9f1a-6f702b3c4d5e';
const READ_CALL = 'toolu_01Rd8Wd3Kc6Zt1Nx5Qb1Ym';
const CURL_CALL = 'toolu_01Cu2Ht7Lp4Vs9Fj3Gw6Dk';
const REQUESTS = [
  { requestId: 'req_011CQa5Vb7Xn2Mw8Ty4Kd', messageId: 'msg_01Aq7Lm3Zx9Rt5Vb2Nc', output: 41, cost: 12_300 },
  { requestId: 'req_011CQb9Fs3Hj6Pl1Zu8Ge', messageId: 'msg_01Bw4Tk8Yp2Df6Hs1Jv', output: 57, cost: 4_500 },
  { requestId: 'req_011CQc2Ml4Rt8Wk5Xd7Nf', messageId: 'msg_01Ce9Gn5Uq3Ao7Ki4Zm', output: 19, cost: 2_100 },
] as const;

export const START = Date.UTC(2026, 2, 2, 9);
export const FINGERPRINT = 'ab'.repeat(32);
const FOLDER = '/home/dana/shop';
const READ_INPUT = { file_path: `${FOLDER}/src/pay.ts` };
const CURL_INPUT = { command: 'curl -sS https://rates.example.com/today' };
const ASKED = 'Add a coupon field';
const REFUSED =
  "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the " +
  'new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.';

/** What versions of the client write: those before 2.1 gave hooks and telemetry no ids that the transcript has. */
export interface Release {
  readonly version: string;
  readonly sharesIds: boolean;
}

export const NOW: Release = { version: '2.1.34', sharesIds: true };
export const FIRST: Release = { version: '1.0.88', sharesIds: false };

const at = (second: number): string => new Date(START + second * 1000).toISOString();
const lines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

export function hooks({ sharesIds }: Release): string {
  const runtrail = {
    v: 1,
    endpoint: { enrolment_id: 'C02XK1', host_name: 'dana-mbp.local', address: '10.0.4.7' },
    os_account: 'dana',
    git_remote: 'git@github.com:acme/shop.git',
    key: { fingerprint: FINGERPRINT, hint: 'sk-ant-...A3F2' },
    user: { email: 'dana@acme.example', account_id: 'acc-31' },
  };
  const hook = (second: number, hook_event_name: string, members: object): object => ({
    runtrail: {
      ...runtrail,
      record_id: `01HQZX${second}${hook_event_name}`,
      received_at: START + second * 1000,
    },
    payload: {
      session_id: SESSION,
      transcript_path: `/home/dana/.claude/projects/-home-dana-shop/${SESSION}.jsonl`,
      cwd: FOLDER,
      hook_event_name,
      ...members,
    },
  });
  const ids = (tool_use_id: string): object => (sharesIds ? { tool_use_id, prompt_id: PROMPT } : {});
  return lines([
    hook(0, 'SessionStart', { source: 'startup' }),
    hook(1, 'UserPromptSubmit', { prompt: ASKED, ...(sharesIds ? { prompt_id: PROMPT } : {}) }),
    hook(6, 'PreToolUse', { tool_name: 'Read', tool_input: READ_INPUT, ...ids(READ_CALL) }),
    hook(7, 'PostToolUse', {
      tool_name: 'Read',
      tool_input: READ_INPUT,
      tool_response: { type: 'text', file: { filePath: READ_INPUT.file_path, content: 'export {};' } },
      ...ids(READ_CALL),
    }),
    hook(11, 'PreToolUse', { tool_name: 'Bash', tool_input: CURL_INPUT, ...ids(CURL_CALL) }),
    hook(16, 'Stop', { stop_hook_active: false }),
    hook(20, 'SessionEnd', { reason: 'prompt_input_exit' }),
  ]);
}

export function telemetry({ version, sharesIds }: Release): string {
  const value = (given: string | number): object =>
    typeof given === 'string' || !sharesIds ? { stringValue: String(given) } : { intValue: String(given) };
  const record = (second: number, name: string, attributes: Readonly<Record<string, string | number>>) => ({
    timeUnixNano: `${START + second * 1000}000000`,
    body: { stringValue: `claude_code.${name}` },
    attributes: Object.entries({
      'session.id': SESSION,
      'user.email': 'dana@acme.example',
      'user.account_uuid': 'acc-31',
      'event.name': name,
      'event.timestamp': at(second),
      ...attributes,
    }).map(([key, given]) => ({ key, value: value(given) })),
  });
  const call = (id: string): Readonly<Record<string, string>> => (sharesIds ? { tool_use_id: id } : {});
  const prompt: Readonly<Record<string, string>> = sharesIds ? { 'prompt.id': PROMPT } : {};
  const request = (second: number, index: 0 | 1 | 2) => {
    const { requestId, output, cost } = REQUESTS[index];
    return record(second, 'api_request', {
      model: 'claude-sonnet-4-5',
      input_tokens: 10,
      output_tokens: output,
      cache_read_tokens: 1_000,
      cache_creation_tokens: 200,
      cost_usd: String(cost / 1_000_000),
      duration_ms: 900,
      ...prompt,
      ...(sharesIds ? { request_id: requestId } : {}),
    });
  };
  const logRecords = [
    record(1, 'user_prompt', { prompt_length: ASKED.length, prompt: ASKED, ...prompt }),
    request(5, 0),
    record(6, 'tool_decision', {
      tool_name: 'Read',
      decision: 'accept',
      source: 'config',
      ...call(READ_CALL),
    }),
    record(7, 'tool_result', { tool_name: 'Read', success: 'true', duration_ms: 1_000, ...call(READ_CALL) }),
    request(10, 1),
    record(12, 'tool_decision', {
      tool_name: 'Bash',
      decision: 'reject',
      source: 'user_reject',
      ...call(CURL_CALL),
    }),
    request(15, 2),
  ];
  return lines([
    {
      resourceLogs: [
        {
          resource: {
            attributes: [
              { key: 'service.name', value: { stringValue: 'claude-code' } },
              { key: 'service.version', value: { stringValue: version } },
            ],
          },
          scopeLogs: [{ scope: { name: 'com.anthropic.claude_code.events', version }, logRecords }],
        },
      ],
    },
  ]);
}

export function transcript({ version, sharesIds }: Release): string {
  let previous: string | null = null;
  const line = (second: number, type: string, members: object): object => {
    const uuid = `2b3c4d5e-6f70-4d3e-8f1a-0d9e8f7a${String(second).padStart(4, '0')}`;
    const written = {
      parentUuid: previous,
      isSidechain: false,
      userType: 'external',
      cwd: FOLDER,
      sessionId: SESSION,
      version,
      gitBranch: 'main',
      type,
      ...members,
      uuid,
      timestamp: at(second),
    };
    previous = uuid;
    return written;
  };
  /** The client writes a message block by block; only the last copy of the usage is whole. */
  const assistant = (
    second: number,
    index: 0 | 1 | 2,
    output: number,
    block: object,
    stop: string | null,
  ) => {
    const { requestId, messageId } = REQUESTS[index];
    return line(second, 'assistant', {
      requestId,
      message: {
        id: messageId,
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [block],
        stop_reason: stop,
        usage: {
          input_tokens: 10,
          output_tokens: output,
          cache_read_input_tokens: 1_000,
          cache_creation_input_tokens: 200,
        },
      },
    });
  };
  const result = (second: number, tool_use_id: string, content: string, toolUseResult: unknown): object =>
    line(second, 'user', {
      message: {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id, content, ...(content === REFUSED ? { is_error: true } : {}) },
        ],
      },
      toolUseResult,
    });
  return lines([
    line(2, 'user', {
      message: { role: 'user', content: ASKED },
      ...(sharesIds ? { promptId: PROMPT } : {}),
    }),
    assistant(4, 0, 1, { type: 'text', text: 'Let me look.' }, null),
    assistant(5, 0, 41, { type: 'tool_use', id: READ_CALL, name: 'Read', input: READ_INPUT }, 'tool_use'),
    result(8, READ_CALL, 'export {};', { type: 'text', file: { filePath: READ_INPUT.file_path } }),
    assistant(10, 1, 57, { type: 'tool_use', id: CURL_CALL, name: 'Bash', input: CURL_INPUT }, 'tool_use'),
    result(13, CURL_CALL, REFUSED, 'User rejected tool use'),
    assistant(15, 2, 19, { type: 'text', text: 'I need the rates.' }, 'end_turn'),
  ]);
}
