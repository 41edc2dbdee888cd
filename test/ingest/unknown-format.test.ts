import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { looksLike, unknownFormatReason } from '../../src/ingest/unknown-format.js';

const decoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000100000001008', 'hex');

describe('looksLike', () => {
  it.each([
    ['an empty file', ''],
    ['an empty file', '\uFEFF \n'],
    ['a SQLite database', `SQLite format 3\0\u0010\0${'\0'.repeat(60)}`],
    ['a gzip archive', decoded(gzipSync('x'.repeat(4000)))],
    ['a ZIP archive', 'PK\u0003\u0004\u0014\0'],
    ['an image', decoded(png)],
    ['a PDF document', '%PDF-1.7\n'],
    ['text in UTF-16', decoded(Buffer.from('\uFEFF{"sessionId":"s1"}', 'utf16le'))],
    ['OTLP in its binary form', `\n\uFFFD\u0001\n${'\u0012\u0008'.repeat(8)}service.name\u0012claude-code`],
    ['a binary file', decoded(Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37) % 256)))],
    ['an HTML page', '<!DOCTYPE html>\n<html><body></body></html>'],
    ['an XML document', '<?xml version="1.0"?><log/>'],
    ['a table of separated values (CSV)', 'session,tool,cost\ns1,Bash,0.1\ns2,Read,0.2\n'],
    ['a Markdown document', '# Notes\n\nWe talked about the cart.\n'],
    ['a log of text lines', '2026-03-02 09:00:00 start\n2026-03-02 09:00:01 stop\n'],
    ['a file with an unresolved git merge conflict', 'some text\n<<<<<<< HEAD\n'],
    ['a script', '#!/bin/sh\necho hi\n'],
    ['plain text', 'just some words\nand some more of them\n'],
    ['an Aider chat history', '\n# aider chat started at 2026-03-02 09:00:00\n\n#### fix it\n'],
    ['an Aider input history, the list of what was typed', '\n# 2026-03-02 09:00:00.123456\n+fix it\n'],
    ['Aider analytics', '{"event": "launched", "properties": {}, "user_id": "u", "time": 1772442000}\n'],
    ['a Cursor transcript', '{"role":"user","message":{"content":[{"type":"text","text":"hi"}]}}\n'],
    ['a Droid session', '{"type":"session_start","id":"s1","cwd":"/"}\n{"type":"message","id":"m1"}\n'],
    ['Droid stream-json output', '{"type":"system","session_id":"s1","model":"m","cwd":"/","id":"x"}\n'],
    ['a Pi or OpenClaw session', '{"type":"session","version":3,"id":"s1","timestamp":"t","cwd":"/"}\n'],
    ['a Kiro conversation', '{"conversation_id":"c1","history":[]}'],
    ['a Kimi CLI session', '{"type":"metadata","protocol_version":"1.4","created_at":1}\n'],
    [
      'a Qwen Code chat',
      '{"uuid":"u1","sessionId":"s1","type":"user","message":{"role":"user","parts":[{"text":"hi"}]}}\n',
    ],
    ['a Hermes session', '{"session_id":"s1","session_start":"t","messages":[]}'],
    ['a Grok CLI chat', '{"type":"system","content":"You are Grok."}\n{"type":"user","content":[]}\n'],
    ['an Antigravity trajectory', '{"step_index":0,"source":"USER_EXPLICIT","type":"USER_INPUT"}\n'],
    ['the output of `codex exec --json`', '{"type":"thread.started","thread_id":"t1"}\n'],
    ["a file of OpenCode's own storage", '{"id":"prt_1","messageID":"msg_1","type":"text","text":"hi"}'],
    ['a description of a checkpoint by Entire', '{\n  "checkpoint_id": "c1",\n  "session_id": "s1"\n}'],
    ['a Claude Code transcript inside an object', '{\n  "loglines": [\n    {"type": "user"}\n  ]\n}'],
    ['predictions for a benchmark', '{"instance_id":"shop__cart-1","model_patch":"diff"}\n'],
    ['a list of chat messages', '[{"role":"system","content":"s"},{"role":"user","content":"hi"}]'],
    [
      'a log of hooks, in a shape that Claude Code does not write',
      '[{"hookEventName":"stop","sessionId":"s1"}]',
    ],
    ['JSON lines with the fields level, text', '{"level":"info","text":"a"}\n{"level":"warn","text":"b"}\n'],
    ['JSON lines with the fields level', '{"level":"in\n{"level":"info"}\n'],
    ['a JSON object with the fields name, version', '{\n  "name": "shop",\n  "version": {"role": "a"}\n}\n'],
    ['a JSON array with the fields a, b', '[{"a":1,"b":2}]'],
    ['a JSON array of an unknown kind', '[1,2,3]'],
    ['a JSON object of an unknown kind', '{}'],
  ])('%s', (name, head) => {
    expect(looksLike(head)).toBe(name);
  });

  it('names the keys of the first value, not of what it holds', () => {
    expect(looksLike('{\n  "a": [\n    {"role": "user", "message": {"content": "x"}}\n  ]\n}')).toBe(
      'a JSON object with the fields a',
    );
  });
});

describe('the reason', () => {
  it('says what the file looks like and what to do', () => {
    expect(unknownFormatReason('SQLite format 3\0')).toBe(
      'The file looks like a SQLite database, which is not read. Export the rows that hold sessions or hook payloads as JSON lines and import those.',
    );
    expect(unknownFormatReason('words')).toBe(
      'The file looks like plain text, which is not read. Name a file of a format that is read, or convert it to native events.',
    );
    expect(unknownFormatReason(' \n')).toMatch(/^The file is empty.+import it again when .+\.$/);
  });

  it('of a file of a kind that is read says that this one is damaged or of an unknown version', () => {
    for (const head of [
      '{"timestamp":"t","type":"response_item","payload":{}}\n',
      '{"trajectory":{}}',
      '{"info":{"id":"ses_1"},"messages":{}}',
      '{"instance_id":"shop__cart-1","history":{}}',
    ]) {
      expect(unknownFormatReason(head)).toMatch(
        /, but is damaged or of a version that is not known\. Import an undamaged copy, .+\.$/,
      );
    }
  });

  it('is one line that ends in a full stop, whatever the file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.uint8Array().map(decoded),
          fc.array(fc.json()).map((some) => some.join('\n')),
        ),
        (head) => {
          expect(unknownFormatReason(head)).toMatch(/^The file [^\n\0]+\.$/);
        },
      ),
    );
  });
});
