/** The beginnings of files of all kinds: no recogniser may take another's. */
export const HEADS: Readonly<Record<string, string>> = {
  nothing: '',
  text: 'hello\nworld\n',
  'a Claude Code transcript':
    '{"parentUuid":null,"isSidechain":false,"sessionId":"5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2","type":"user","message":{"role":"user","content":"hi"},"uuid":"u1","timestamp":"2026-03-02T09:00:00Z"}\n',
  'stream-json':
    '{"type":"system","subtype":"init","cwd":"/home/dana/shop","session_id":"5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2","tools":["Bash"],"uuid":"u1"}\n{"type":"assistant","message":{"role":"assistant","content":[]},"parent_tool_use_id":null,"session_id":"5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2","uuid":"u2"}\n',
  'a hook log': '{"session_id":"s1","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{}}\n',
  'an array of hooks': '[{"session_id":"s1","hook_event_name":"Stop","transcript_path":"/x.jsonl"}]',
  'a Codex rollout':
    '{"timestamp":"2026-03-02T09:00:00Z","type":"session_meta","payload":{"id":"s1","cwd":"/"}}\n',
  'codex exec': '{"type":"thread.started","thread_id":"t1"}\n{"type":"turn.started"}\n',
  'a Gemini chat':
    '{"sessionId":"s1","projectHash":"h","startTime":"2026-03-02T09:00:00Z","messages":[{"id":"m1","type":"user","content":"hi"}]}',
  Copilot: '{"type":"session.start","data":{"sessionId":"s1"},"id":"e1","timestamp":"t","parentId":null}\n',
  Cursor: '{"role":"user","message":{"content":[{"type":"text","text":"hi"}]}}\n',
  Droid:
    '{"type":"session_start","id":"s1","title":"t"}\n{"type":"message","id":"m1","message":{"role":"user","content":[]}}\n',
  'Droid stream-json': '{"type":"system","session_id":"s1","model":"m","cwd":"/","id":"x"}\n',
  OTLP: '{"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[]}]}',
  'an OpenCode export':
    '{"info":{"id":"ses_1","directory":"/home/dana/shop","time":{"created":1}},"messages":[{"info":{"id":"msg_1","sessionID":"ses_1","role":"user"},"parts":[]}]}',
  'OpenCode storage': '{"id":"ses_1","projectID":"p","directory":"/home/dana/shop","time":{"created":1}}',
  'a SWE-agent trajectory':
    '{"environment":"swe_main","trajectory":[{"action":"ls","observation":"a","response":"r","state":"{}","thought":"t"}],"history":[],"info":{}}',
  'a mini-swe-agent trajectory':
    '{"info":{"model_stats":{"instance_cost":0.1,"api_calls":2},"mini_version":"2.0.0","exit_status":"Submitted","submission":""},"messages":[{"role":"system","content":"s"}],"trajectory_format":"mini-swe-agent-1.1"}',
  'OpenHands output':
    '{"instance_id":"shop__cart-1","instruction":"i","history":[{"id":0,"timestamp":"2026-03-02T09:00:00","source":"agent","message":"m","action":"run","args":{"command":"ls"}}]}\n',
  'OpenHands events':
    '[{"id":"0b54f0f2-1f5c-4b8e-9d0a-6f6f0d8a3c11","timestamp":"2026-03-02T09:00:00","source":"user","llm_message":{"role":"user","content":[]},"kind":"MessageEvent"}]',
  'predictions of a benchmark':
    '{"instance_id":"shop__cart-1","model_patch":"diff","model_name_or_path":"m"}\n',
  'an array of numbers': '[1,2,3]',
  'another object': '{"name":"shop","version":"1.0.0","info":{"title":"t"},"messages":{}}',
};
