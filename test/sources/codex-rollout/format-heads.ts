/** Beginnings of files, by the format that they are of. */
export const FORMAT_HEADS: Readonly<Record<string, string>> = {
  'codex-rollout':
    '{"timestamp":"2026-03-02T09:00:00Z","type":"session_meta","payload":{"id":"t1","cwd":"/home/dana/shop"}}\n' +
    '{"timestamp":"2026-03-02T09:00:01Z","type":"event_msg","payload":{"type":"user_message","message":"hi"}}\n',
  'codex exec --json': '{"type":"thread.started","thread_id":"t1"}\n{"type":"turn.started"}\n',
  'codex before 0.32':
    '{"id":"t1","timestamp":"2025-06-02T09:00:00Z","instructions":null}\n{"record_type":"state"}\n' +
    '{"type":"message","role":"user","content":[]}\n',
  'gemini-chat':
    '{\n  "sessionId": "s1",\n  "projectHash": "ab",\n  "startTime": "2026-03-02T09:00:00Z",\n  "messages": [\n' +
    '    {"id":"m1","type":"user","content":"hi"}\n  ]\n}',
  'gemini-chat in lines':
    '{"sessionId":"s1","projectHash":"ab","startTime":"2026-03-02T09:00:00Z","kind":"main"}\n' +
    '{"id":"m1","timestamp":"2026-03-02T09:00:00Z","type":"user","content":[{"text":"hi"}]}\n',
  'gemini-telemetry':
    '{\n  "hrTime": [1, 2],\n  "resource": {"_rawAttributes": [["service.name", "gemini-cli"]]},\n' +
    '  "attributes": {"event.name": "gemini_cli.config", "session.id": "s1"}\n}\n{\n  "resource": {}',
  'copilot-events':
    '{"type":"session.start","data":{"sessionId":"s1"},"id":"e1","timestamp":"2026-03-02T09:00:00Z","parentId":null}\n',
  'claude-code-transcript':
    '{"parentUuid":null,"isSidechain":false,"sessionId":"s1","type":"user","uuid":"u1","userType":"external",' +
    '"message":{"role":"user","content":"hi"}}\n',
  'claude stream-json': '{"type":"system","subtype":"init","session_id":"s1","cwd":"/home/dana/shop"}\n',
  'hook log': '{"session_id":"s1","hook_event_name":"Stop","transcript_path":"/home/dana/x.jsonl"}\n',
  'opencode export': '{"info":{"id":"s1","directory":"/home/dana/shop"},"messages":[]}',
  'openhands output': '{"instance_id":"i1","history":[{"id":1,"action":"run","args":{}}]}\n',
  'swe-agent trajectory': '{"environment":"e","trajectory":[{"action":"ls","observation":""}],"info":{}}',
  'mini-swe-agent': '{"trajectory_format":"mini-swe-agent-1","info":{},"messages":[{"role":"user"}]}',
  cursor: '{"role":"user","message":{"content":[{"type":"text","text":"hi"}]}}\n',
  droid: '{"type":"session_start","id":"s1"}\n{"type":"message","message":{"role":"user","content":[]}}\n',
  'OTLP/JSON': '{"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[]}]}',
  'native events':
    '{"type":"PROMPT","session":{"product":"x","sessionId":"s1"},"at":"2026-03-02T09:00:00Z"}\n',
  aider: '# aider chat started at 2026-03-02 09:00:00\n#### hi\n',
  nothing: '',
  blank: '\n\n  \n',
  numbers: '1\n2\n3\n',
  array: '[{"type":"session_meta","payload":{}}]',
};
