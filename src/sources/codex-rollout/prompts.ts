import { asArray, asName, asObject, asText, isObject, type JsonObject } from '../json-shape.js';

/** How texts begin that the client puts in the user's place, and what such a message is called. */
const INJECTED: readonly (readonly [string, string])[] = [
  ['# AGENTS.md instructions', 'agents_md'],
  ['<INSTRUCTIONS>', 'agents_md'],
  ['<permissions instructions>', 'permissions_instructions'],
  ['<skill>', 'skill'],
  ['<codex_delegation>', 'codex_delegation'],
];

/** `<environment_context>…`: a text that is one element with such a name was made by the client. */
const ELEMENT = /^<([a-z]+(?:_[a-z]+)+)(?:\s[^>]{0,200})?>/;

/** The texts of a message, of whichever role. */
export function messageText(payload: JsonObject): string {
  const content = payload['content'];
  if (typeof content === 'string') return content;
  const texts = asArray(content).map((part) =>
    typeof part === 'string' ? part : isObject(part) ? (asText(part['text']) ?? '') : '',
  );
  return texts.find((text) => text.trim() !== '') ?? '';
}

/** What a message with the user's role is when no person wrote it; null for a prompt. */
export function injectedName(payload: JsonObject): string | null {
  const text = messageText(payload).trimStart();
  const begun = INJECTED.find(([beginning]) => text.startsWith(beginning))?.[1];
  if (begun !== undefined) return begun;
  const element = ELEMENT.exec(text)?.[1];
  if (element !== undefined && text.trimEnd().endsWith(`</${element}>`)) return element;
  return provenance(payload);
}

/** Since 0.16x a message says who made each part of it. */
function provenance(payload: JsonObject): string | null {
  const said = asObject(payload['internal_chat_message_metadata_passthrough']);
  const makers = asArray(said?.['content_item_metadata']).map((part) => asObject(part)?.['provenance']);
  if (makers.length === 0 || !makers.every((maker) => asObject(maker)?.['type'] === 'harness')) return null;
  return asName(asArray(said?.['content_item_kinds'])[0]) ?? 'injected';
}

/** The person's own words: an editor's extension puts its context before them. */
export function promptWords(text: string): string {
  const request = /^# Context from my IDE setup:[\s\S]*?\n## My request for Codex:\s*([\s\S]+)$/.exec(text);
  return request?.[1] ?? text;
}
