import { asName, asText, type JsonObject } from '../json-shape.js';

/** The hook events of the clients up to 2.1. Others are taken as they are named, where a payload names its own. */
const KNOWN = new Set([
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'UserPromptExpansion',
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'PermissionRequest',
  'PermissionDenied',
  'Notification',
  'Stop',
  'StopFailure',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
  'PostCompact',
  'Setup',
  'InstructionsLoaded',
  'ConfigChange',
  'CwdChanged',
  'DirectoryAdded',
  'FileChanged',
  'WorktreeCreate',
  'WorktreeRemove',
  'TaskCreated',
  'TaskCompleted',
  'TeammateIdle',
  'Elicitation',
  'ElicitationResult',
  'PreModelSwitch',
  'PostModelSwitch',
  'MessageDisplay',
]);

/** Members of a wrapper that may name the hook. */
const WRAPPER_MEMBERS = ['hook_event_name', 'hook_event_type', 'hook_type', 'event_type', 'event', 'hook'];

/** The hook that a wrapper says its payload is of, where that is a hook's name. */
export function hookNamedByWrapper(wrapper: JsonObject): string | null {
  for (const member of WRAPPER_MEMBERS) {
    const name = wrapper[member];
    if (typeof name === 'string' && KNOWN.has(name)) return name;
  }
  return null;
}

/**
 * The hook that a payload is of, by its own word; else, for loggers that drop it because they write one file for each
 * hook, by the members that only one hook's payloads have. Null where they leave a doubt.
 */
export function hookNameOf(payload: JsonObject): string | null {
  const own = asName(payload['hook_event_name']);
  if (own !== null) return own;
  const [only, ...others] = impliedBy(payload);
  return only !== undefined && others.length === 0 ? only : null;
}

function impliedBy(payload: JsonObject): readonly string[] {
  const has = (member: string): boolean => Object.hasOwn(payload, member);
  const hasText = (member: string): boolean => typeof payload[member] === 'string';
  if (has('tool_name')) {
    // Input alone comes before a call, and with a request for permission; an error may have been added by anybody.
    return has('tool_response') ? ['PostToolUse'] : [];
  }
  const implied: string[] = [];
  if (has('stop_hook_active')) {
    implied.push(asText(payload['agent_id']) === null ? 'Stop' : 'SubagentStop');
  }
  if (hasText('prompt')) implied.push('UserPromptSubmit');
  if (hasText('message')) implied.push('Notification');
  if (hasText('trigger')) implied.push(has('compact_summary') ? 'PostCompact' : 'PreCompact');
  if (hasText('source') && !has('prompt')) implied.push('SessionStart');
  if (hasText('reason')) implied.push('SessionEnd');
  return implied;
}
