import type { SessionRef } from '../../events/event.js';
import { toolUseSummary } from '../claude-code/tool-summary.js';
import { asName, asObject, asText, type JsonObject } from '../json-shape.js';
import { oneLine } from '../summaries.js';

/** How the client begins what it submits in the user's place, and what such a prompt is called. */
const CLIENT_MADE: ReadonlyMap<string, string> = new Map([
  ['<command-name>', 'command'],
  ['<local-command-stdout>', 'local-command-output'],
  ['<system-reminder>', 'system-reminder'],
  ['<task-notification>', 'task-notification'],
  ['<bash-notification>', 'task-notification'],
  ['Caveat:', 'caveat'],
]);

/** What a prompt is that no person wrote; null for a person's. */
export function injectedPromptName(payload: JsonObject, session: SessionRef): string | null {
  if (session.agentId !== undefined) return 'subagent-prompt';
  const start = (asText(payload['prompt']) ?? '').trimStart();
  for (const [beginning, name] of CLIENT_MADE) if (start.startsWith(beginning)) return name;
  return null;
}

/** One line about a payload, for a person. */
export function hookSummary(hook: string, payload: JsonObject, cwd: string | null): string {
  const detail = (member: string): string => asText(payload[member]) ?? '';
  const after = (text: string): string => (text === '' ? '' : `: ${text}`);
  const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`);
  switch (hook) {
    case 'SessionStart':
      return oneLine(`Session started${inBrackets(detail('source'))}`);
    case 'SessionEnd':
      return oneLine(`Session ended${inBrackets(detail('reason'))}`);
    case 'UserPromptSubmit':
      return oneLine(`Prompt: ${detail('prompt')}`);
    case 'Notification':
      return oneLine(`Notification${after(detail('message'))}`);
    case 'Stop':
      return oneLine(`Turn ended${after(detail('last_assistant_message'))}`);
    case 'StopFailure':
      return oneLine(`API error${after(detail('error_details') || detail('error'))}`);
    case 'PreCompact':
      return oneLine(`Conversation compacted${inBrackets(detail('trigger'))}`);
    default: {
      const tool = asName(payload['tool_name']);
      const shown = tool === null ? '' : toolUseSummary(tool, asObject(payload['tool_input']) ?? {}, cwd);
      return oneLine(`${hook}${after(shown || OTHERS.map(detail).find((text) => text !== '') || '')}`);
    }
  }
}

/** What is worth showing of a payload that is of no hook above. */
const OTHERS = [
  'task_subject',
  'file_path',
  'new_cwd',
  'to_model',
  'mcp_server_name',
  'compact_summary',
  'last_assistant_message',
  'agent_type',
  'message',
];
