import { claudeCodeHooks } from './claude-code-hooks/adapter.js';
import { claudeCodeTranscript } from './claude-code-transcript/adapter.js';
import { nativeEvents } from './native/native-events.js';
import { otlpFile } from './otlp/adapter.js';
import type { SourceAdapter } from './source.js';

/** Every format that files may have, in the order in which adapters are asked whether they recognise one. */
export const SOURCES: readonly SourceAdapter[] = [
  nativeEvents,
  claudeCodeTranscript,
  claudeCodeHooks,
  otlpFile,
];
