/** What the beginning of a file looks like, for a person who wonders why it was not taken. */
export function looksLike(head: string): string {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text === '') return 'an empty file';
  // The replacement character and control characters are what is left of bytes that are no text.
  const odd = text.slice(0, 4096).replace(/[^\uFFFD\p{Cc}]|\s/gu, '').length;
  if (odd > 8) return 'a binary file';
  const first = text.split('\n', 1)[0] ?? '';
  const known = KNOWN_BY_CONTENT.find(({ sign }) => sign.test(text));
  if (known !== undefined) return known.name;
  if (first.startsWith('{') && isJson(first)) return 'JSON lines of an unknown kind';
  if (text.startsWith('{')) return 'a JSON object of an unknown kind';
  if (text.startsWith('[')) return 'a JSON array of an unknown kind';
  return 'text';
}

/** Formats that agents write, by what only they have near their beginning. */
const KNOWN_BY_CONTENT: readonly { readonly name: string; readonly sign: RegExp }[] = [
  { name: 'a Codex rollout', sign: /"type"\s*:\s*"(?:session_meta|turn_context|response_item|event_msg)"/ },
  { name: 'a log of Claude Code hooks', sign: /"hook_event_name"\s*:|"hook_event_type"\s*:/ },
  { name: 'OTLP', sign: /"resource(?:Logs|Spans|Metrics)"\s*:/ },
  { name: 'Claude Code stream-json output', sign: /"type"\s*:\s*"system"[^\n]*"subtype"\s*:\s*"init"/ },
  {
    name: 'a SWE-agent trajectory',
    sign: /"(?:trajectory|environment)"\s*:[^]*"(?:action|observation)"\s*:/,
  },
  { name: 'a Gemini CLI chat', sign: /"projectHash"\s*:|"type"\s*:\s*"gemini"/ },
  { name: 'Gemini CLI telemetry', sign: /"_rawAttributes"|gemini_cli\./ },
  { name: 'Copilot CLI events', sign: /"type"\s*:\s*"session\.start"[^\n]*"copilotVersion"/ },
  { name: 'an OpenCode export', sign: /"info"\s*:\s*\{[^]*"messages"\s*:|"providerID"\s*:/ },
  { name: 'Aider analytics', sign: /"event"\s*:\s*"(?:launched|message_send|cli session)"/ },
  { name: 'an Aider chat history', sign: /^# aider chat started at/m },
];

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
