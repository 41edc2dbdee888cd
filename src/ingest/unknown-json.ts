import type { Outline } from '../sources/json-file/outline.js';

/** The first JSON value of a file. */
export interface JsonView {
  readonly outline: Outline;
  /** True for one value a line. */
  readonly isLines: boolean;
  /** The whole beginning of the file. */
  readonly text: string;
}

interface KnownJson {
  /** With its article. */
  readonly name: string;
  /** Whole sentences; absent where there is nothing to say but to convert it. */
  readonly advice?: string;
  /** A kind that is read, though nothing in this file is as any known version writes it. */
  readonly isRead?: true;
  readonly sign: (view: JsonView) => boolean;
}

const NO_SESSION = 'Import the session that it belongs to instead.';

/** Keys of an object at the top, or of the elements of an array at the top. */
function all(...keys: readonly string[]): (view: JsonView) => boolean {
  return ({ outline }) => {
    const at = outline.root === 'ARRAY' ? '[].' : '';
    return keys.every((key) => outline.keys.has(`${at}${key}`));
  };
}

function value(key: string, expected: RegExp): (view: JsonView) => boolean {
  return ({ outline }) => {
    const at = outline.root === 'ARRAY' ? '[].' : '';
    return expected.test(outline.keys.get(`${at}${key}`) ?? '');
  };
}

function both(a: (view: JsonView) => boolean, b: (view: JsonView) => boolean): (view: JsonView) => boolean {
  return (view) => a(view) && b(view);
}

function not(a: (view: JsonView) => boolean): (view: JsonView) => boolean {
  return (view) => !a(view);
}

/** Formats that agents and the tools around them write, by what only they have. The first that fits is named. */
export const KNOWN_JSON: readonly KnownJson[] = [
  {
    name: 'a Cursor transcript',
    advice:
      'It has no ids, no times and no session; convert it to native events with what you know of the session.',
    sign: both(all('role', 'message.content'), not(all('type'))),
  },
  { name: 'a Droid session', sign: value('type', /^session_start$/) },
  {
    name: 'Droid stream-json output',
    sign: (view) =>
      (all('type', 'session_id')(view) || all('type', 'sessionId')(view)) &&
      ((value('type', /^message$/)(view) && all('role', 'text')(view)) ||
        (value('type', /^system$/)(view) && all('id', 'model', 'cwd')(view))) &&
      !all('uuid')(view),
  },
  { name: 'a Pi or OpenClaw session', sign: both(value('type', /^session$/), all('version', 'cwd')) },
  { name: 'a Kiro conversation', sign: all('conversation_id', 'history') },
  { name: 'a Kimi CLI session', sign: both(value('type', /^metadata$/), all('protocol_version')) },
  { name: 'the state of a Kimi CLI session', advice: NO_SESSION, sign: all('agents', 'workDir') },
  { name: 'an Antigravity trajectory', sign: all('step_index', 'source', 'type') },
  { name: 'a Grok CLI summary', advice: NO_SESSION, sign: all('chat_format_version') },
  {
    name: 'a Grok CLI chat',
    sign: (view) =>
      view.isLines && all('type', 'content')(view) && view.outline.keys.size <= 8 && isChatLine(view),
  },
  { name: 'a Hermes session', sign: all('session_id', 'session_start', 'messages') },
  {
    name: 'a Qwen Code chat',
    sign: (view) => all('sessionId', 'uuid')(view) && /"parts"\s*:\s*\[|"systemPayload"\s*:/.test(view.text),
  },
  {
    name: 'the output of `codex exec --json`',
    advice: 'Import the rollout of the same run, which Codex keeps in its sessions folder, instead.',
    sign: value('type', /^(?:thread|turn|item)\.(?:started|completed|updated|failed)$/),
  },
  {
    name: "a file of OpenCode's own storage",
    advice: 'Run `opencode export <session id>` and import what it prints.',
    sign: (view) =>
      all('id', 'projectID', 'directory')(view) ||
      all('id', 'sessionID', 'role')(view) ||
      all('id', 'messageID', 'type')(view) ||
      (value('type', /^(?:text|reasoning|tool|step-start|step-finish)$/)(view) && all('id', 'time')(view)),
  },
  {
    name: 'a description of a checkpoint by Entire',
    advice: NO_SESSION,
    sign: all('checkpoint_id', 'session_id'),
  },
  { name: 'the description of a subagent', advice: NO_SESSION, sign: all('agentType', 'spawnDepth') },
  {
    name: 'a Claude Code transcript inside an object',
    advice: 'Save the list under `loglines` as a file of its own and import that.',
    sign: all('loglines'),
  },
  {
    name: 'a log of hooks, in a shape that Claude Code does not write',
    sign: all('hookEventName', 'sessionId'),
  },
  {
    name: 'predictions for a benchmark',
    advice: 'They hold no session; import the trajectories of the same run.',
    sign: all('instance_id', 'model_patch'),
  },
  { name: 'a list of HTTP requests', sign: all('path', 'headers', 'bytes') },
  { name: 'Aider analytics', sign: all('event', 'properties', 'user_id', 'time') },

  {
    name: 'a Codex rollout',
    isRead: true,
    sign: both(value('type', /^(?:session_meta|turn_context|response_item|event_msg)$/), all('payload')),
  },
  {
    name: 'a log of Claude Code hooks',
    isRead: true,
    sign: (view) => all('hook_event_name')(view) || all('hook_event_type')(view),
  },
  {
    name: 'OTLP',
    isRead: true,
    sign: (view) => all('resourceLogs')(view) || all('resourceSpans')(view) || all('resourceMetrics')(view),
  },
  {
    name: 'Claude Code stream-json output',
    isRead: true,
    sign: (view) => all('session_id', 'type', 'uuid')(view) || all('session_id', 'type', 'subtype')(view),
  },
  {
    name: 'a Claude Code transcript',
    isRead: true,
    sign: (view) =>
      all('parentUuid', 'type')(view) ||
      all('type', 'leafUuid')(view) ||
      all('messageId', 'snapshot')(view) ||
      all('type', 'sessionId')(view),
  },
  {
    name: 'a Gemini CLI chat',
    isRead: true,
    sign: (view) => all('projectHash', 'sessionId')(view) || all('messages', 'startTime')(view),
  },
  {
    name: 'Gemini CLI telemetry',
    isRead: true,
    sign: ({ text }) => /"_rawAttributes"|"gemini_cli\.[a-z_.]+"/.test(text),
  },
  {
    name: 'Copilot CLI events',
    isRead: true,
    sign: both(value('type', /^session\.(?:start|resume)$/), all('data')),
  },
  {
    name: 'a SWE-agent trajectory',
    isRead: true,
    sign: (view) => all('trajectory')(view) || all('environment', 'history')(view),
  },
  { name: 'a mini-swe-agent trajectory', isRead: true, sign: all('trajectory_format') },
  {
    name: 'an OpenCode export',
    isRead: true,
    sign: (view) => all('info.id', 'messages')(view) || all('info.sessionID', 'parts')(view),
  },
  {
    name: 'OpenHands output',
    isRead: true,
    sign: all('instance_id', 'history'),
  },
  {
    name: 'a list of chat messages',
    advice:
      'It names no session and no agent; convert it to native events with what you know of the session.',
    sign: all('role', 'content'),
  },
];

function isChatLine({ text }: JsonView): boolean {
  const first = text.split('\n', 1)[0] ?? '';
  return /^\{"type":"(?:system|user|assistant|reasoning)","content":/.test(first.replaceAll('": ', '":'));
}
