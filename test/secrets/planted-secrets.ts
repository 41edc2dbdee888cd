/** Secrets that no provider ever gave out: their random part is made where they are used. */

const ALPHANUMERIC = 'aZ3kQ9vB7xLm2PtR5sWn8YcD4fGh6JjK1eUuTiOoNpEqXrVwCyAzHbSgMdFlI0';
const HEX = '3f9a1c7e5b0d28648e6c4a2f1b7d9053';

/** Varied letters and digits, the same for the same `seed`. */
export function letters(count: number, seed = 0): string {
  return Array.from(
    { length: count },
    (_, at) => ALPHANUMERIC[(at * 7 + seed * 13) % ALPHANUMERIC.length],
  ).join('');
}

export function hex(count: number, seed = 0): string {
  return Array.from({ length: count }, (_, at) => HEX[(at * 5 + seed * 3) % HEX.length]).join('');
}

export function capitals(count: number, seed = 0): string {
  return letters(count * 3, seed)
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, 'K')
    .slice(0, count);
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export const JWT = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: 'dana', exp: 1_900_000_000 })}.${letters(43, 5)}`;

/** The base64 of a private key, in lines of 64 characters. */
export const KEY_LINES = [letters(64, 1), letters(64, 2), letters(64, 3), `${letters(30, 4)}==`];

export function pem(newline: string, label = 'RSA PRIVATE KEY'): string {
  return [`-----BEGIN ${label}-----`, ...KEY_LINES, `-----END ${label}-----`].join(newline);
}

/** Tokens that are known by their form alone: kind and token. */
export const TOKENS: readonly (readonly [kind: string, token: string])[] = [
  ['anthropic-api-key', `sk-ant-api03-${letters(86)}-${letters(6)}AA`],
  ['anthropic-api-key', `sk-ant-oat01-${letters(86)}`],
  ['openai-api-key', `sk-proj-${letters(74)}T3BlbkFJ${letters(74, 2)}`],
  ['openai-api-key', `sk-${letters(48)}`],
  ['openrouter-api-key', `sk-or-v1-${hex(64)}`],
  ['github-token', `ghp_${letters(36)}`],
  ['github-token', `gho_${letters(36, 1)}`],
  ['github-token', `ghu_${letters(36, 2)}`],
  ['github-token', `ghs_${letters(36, 3)}`],
  ['github-token', `ghr_${letters(36, 4)}`],
  ['github-token', `github_pat_${letters(22)}_${letters(59)}`],
  ['gitlab-token', `glpat-${letters(20)}`],
  ['gitlab-token', `glrt-${letters(24)}`],
  ['aws-access-key-id', `AKIA${capitals(16)}`],
  ['aws-access-key-id', `ASIA${capitals(16, 2)}`],
  ['google-api-key', `AIza${letters(35)}`],
  ['google-oauth-secret', `GOCSPX-${letters(28)}`],
  ['google-oauth-token', `ya29.${letters(60)}`],
  ['slack-token', `xoxb-123456789012-1234567890123-${letters(24)}`],
  ['slack-token', `xapp-1-A0123456789-1234567890123-${hex(64)}`],
  ['stripe-key', `sk_live_${letters(24)}`],
  ['stripe-key', `rk_test_${letters(24)}`],
  ['stripe-webhook-secret', `whsec_${letters(32)}`],
  ['npm-token', `npm_${letters(36)}`],
  ['pypi-token', `pypi-AgEIcHlwaS5vcmc${letters(80)}`],
  ['sendgrid-api-key', `SG.${letters(22)}.${letters(43, 3)}`],
  ['twilio-api-key', `SK${hex(32)}`],
  ['hugging-face-token', `hf_${letters(34)}`],
  ['digitalocean-token', `dop_v1_${hex(64)}`],
  ['databricks-token', `dapi${hex(32)}`],
  ['linear-api-key', `lin_api_${letters(40)}`],
  ['notion-token', `ntn_${letters(46)}`],
  ['notion-token', `secret_${letters(43)}`],
  ['vercel-token', `vcp_${letters(56)}`],
  ['supabase-key', `sbp_${hex(40)}`],
  ['vault-token', `hvs.${letters(90)}`],
  ['docker-token', `dckr_pat_${letters(27)}`],
  ['shopify-token', `shpat_${hex(32)}`],
  ['telegram-token', `123456789:AA${letters(33)}`],
  ['terraform-cloud-token', `${letters(14)}.atlasv1.${letters(67)}`],
  ['jwt', JWT],
];
