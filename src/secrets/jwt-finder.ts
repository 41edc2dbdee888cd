import { isTokenStart, type SecretSpan } from './recorded-text.js';

const START = /eyJ/g;
const SEGMENT = /[\w-]*/y;
const LEAST_SIGNATURE_CHARACTERS = 16;

/** Signed JSON Web Tokens: two parts that are JSON objects in base64url, and a signature. */
export function findJwts(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  START.lastIndex = 0;
  for (let hit = START.exec(text); hit !== null; hit = START.exec(text)) {
    const start = hit.index;
    const headerEnd = segmentEnd(text, start);
    // A token cannot begin within a segment: going on behind it keeps the work linear.
    START.lastIndex = headerEnd;
    if (headerEnd - start < 8 || !text.startsWith('.eyJ', headerEnd) || !isTokenStart(text, start)) continue;
    const claimsEnd = segmentEnd(text, headerEnd + 1);
    START.lastIndex = claimsEnd;
    const signatureEnd = text[claimsEnd] === '.' ? segmentEnd(text, claimsEnd + 1) : claimsEnd;
    const whole = signatureEnd - claimsEnd > LEAST_SIGNATURE_CHARACTERS;
    const cut = text[signatureEnd] === '…';
    if (!(whole || cut) || !hasAlgorithm(text.slice(start, headerEnd))) continue;
    found.push({ start, end: signatureEnd, kind: 'jwt', secret: text.slice(start, signatureEnd) });
    START.lastIndex = signatureEnd;
  }
  return found;
}

function segmentEnd(text: string, at: number): number {
  SEGMENT.lastIndex = at;
  SEGMENT.test(text);
  return SEGMENT.lastIndex;
}

function hasAlgorithm(header: string): boolean {
  if (header.length > 4096) return false;
  return /"alg"\s*:\s*"(?!none")/.test(Buffer.from(header, 'base64url').toString('latin1'));
}
