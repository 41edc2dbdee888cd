import { claudeCodeHooks } from './claude-code-hooks/adapter.js';
import { claudeCodeStream } from './claude-code-stream/adapter.js';
import { claudeCodeTranscript } from './claude-code-transcript/adapter.js';
import { codexRollout } from './codex-rollout/adapter.js';
import { copilotEvents } from './copilot-cli/adapter.js';
import { geminiChats } from './gemini-cli/chats-adapter.js';
import { geminiTelemetry } from './gemini-cli/telemetry-adapter.js';
import { miniSweAgentTrajectory } from './mini-swe-agent/adapter.js';
import { nativeEvents } from './native/native-events.js';
import { openCodeExport } from './opencode/adapter.js';
import { openHandsOutput } from './openhands/adapter.js';
import { otlpFile } from './otlp/adapter.js';
import type { SourceAdapter } from './source.js';
import { sweAgentTrajectory } from './swe-agent/adapter.js';

/** Every format that files may have, in the order in which adapters are asked whether they recognise one. */
export const SOURCES: readonly SourceAdapter[] = [
  nativeEvents,
  claudeCodeTranscript,
  claudeCodeStream,
  claudeCodeHooks,
  codexRollout,
  geminiChats,
  geminiTelemetry,
  copilotEvents,
  openCodeExport,
  openHandsOutput,
  sweAgentTrajectory,
  miniSweAgentTrajectory,
  otlpFile,
];
