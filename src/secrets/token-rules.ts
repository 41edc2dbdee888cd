/**
 * Keys and tokens that providers mark with a prefix of their own, as data. The prefix is where the search begins, so
 * text without any is settled in one look; the rest says which characters follow, and how many at least.
 */
export interface TokenRule {
  /** Kebab-case, letters only. */
  readonly kind: string;
  readonly prefixes: readonly string[];
  /** What follows the prefix, as the source of an expression: classes with a count, which cannot backtrack far. */
  readonly body: string;
}

const WORD_20 = '\\w{20,}';
const DASHED_20 = '[\\w-]{20,}';
const NO_WORD = '(?!\\w)';

export const TOKEN_RULES: readonly TokenRule[] = [
  // Model providers
  { kind: 'anthropic-api-key', prefixes: ['sk-ant-'], body: DASHED_20 },
  { kind: 'openrouter-api-key', prefixes: ['sk-or-'], body: DASHED_20 },
  { kind: 'openai-api-key', prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'], body: DASHED_20 },
  // Also DeepSeek, Moonshot and others that took over the form.
  { kind: 'openai-api-key', prefixes: ['sk-'], body: '[A-Za-z0-9]{20,}' },
  { kind: 'groq-api-key', prefixes: ['gsk_'], body: WORD_20 },
  { kind: 'xai-api-key', prefixes: ['xai-'], body: '[A-Za-z0-9]{40,}' },
  { kind: 'perplexity-api-key', prefixes: ['pplx-'], body: '[A-Za-z0-9]{32,}' },
  { kind: 'replicate-token', prefixes: ['r8_'], body: '[A-Za-z0-9]{32,}' },
  { kind: 'hugging-face-token', prefixes: ['hf_', 'api_org_'], body: '[A-Za-z0-9]{30,}' },
  { kind: 'tavily-api-key', prefixes: ['tvly-'], body: DASHED_20 },
  { kind: 'langsmith-api-key', prefixes: ['lsv2_pt_', 'lsv2_sk_'], body: WORD_20 },
  { kind: 'pinecone-api-key', prefixes: ['pcsk_'], body: '\\w{40,}' },

  // Forges and registries
  { kind: 'github-token', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], body: '\\w{30,}' },
  { kind: 'github-token', prefixes: ['github_pat_'], body: '\\w{30,}' },
  {
    kind: 'gitlab-token',
    prefixes: [
      'glpat-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glcbt-',
      'glptt-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glsoat-',
      'glffct-',
    ],
    body: '[\\w-]{20,}(?:\\.[\\w-]{2,20}){0,3}',
  },
  { kind: 'gitlab-token', prefixes: ['GR1348941'], body: DASHED_20 },
  { kind: 'bitbucket-token', prefixes: ['ATBB'], body: `[A-Za-z0-9]{28,36}${NO_WORD}` },
  { kind: 'atlassian-token', prefixes: ['ATATT', 'ATCTT'], body: '[\\w=-]{50,}' },
  { kind: 'npm-token', prefixes: ['npm_'], body: `[A-Za-z0-9]{36,}${NO_WORD}` },
  { kind: 'pypi-token', prefixes: ['pypi-'], body: 'AgE[\\w-]{40,}' },
  { kind: 'rubygems-token', prefixes: ['rubygems_'], body: '[0-9a-f]{48}' },
  { kind: 'docker-token', prefixes: ['dckr_pat_', 'dckr_oat_'], body: DASHED_20 },
  { kind: 'artifactory-token', prefixes: ['AKCp'], body: '[A-Za-z0-9]{60,}' },

  // Clouds and platforms
  {
    kind: 'aws-access-key-id',
    prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    body: `[A-Z2-7]{16}(?![A-Za-z0-9])`,
  },
  { kind: 'aws-bedrock-key', prefixes: ['ABSK'], body: '[A-Za-z0-9+/]{100,}={0,2}' },
  { kind: 'aws-bedrock-key', prefixes: ['bedrock-api-key-'], body: '[A-Za-z0-9+/]{40,}={0,2}' },
  { kind: 'google-api-key', prefixes: ['AIza'], body: '[\\w-]{35}(?![\\w+/=-])' },
  { kind: 'google-api-key', prefixes: ['AQ.'], body: 'Ab[\\w-]{40,}' },
  { kind: 'google-oauth-secret', prefixes: ['GOCSPX-'], body: '[\\w-]{24,}' },
  { kind: 'google-oauth-token', prefixes: ['ya29.'], body: '[\\w.-]{20,}' },
  { kind: 'google-oauth-token', prefixes: ['1//0'], body: '[\\w-]{40,}' },
  { kind: 'digitalocean-token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], body: '[0-9a-f]{64}' },
  { kind: 'databricks-token', prefixes: ['dapi'], body: `[0-9a-f]{32}(?:-\\d)?${NO_WORD}` },
  { kind: 'vercel-token', prefixes: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], body: '[A-Za-z0-9]{24,}' },
  { kind: 'vercel-token', prefixes: ['vercel_blob_rw_'], body: WORD_20 },
  { kind: 'netlify-token', prefixes: ['nfp_'], body: '[A-Za-z0-9]{36,}' },
  { kind: 'supabase-key', prefixes: ['sbp_'], body: '[0-9a-f]{40}' },
  { kind: 'supabase-key', prefixes: ['sb_secret_'], body: DASHED_20 },
  { kind: 'fly-token', prefixes: ['fo1_', 'fm1_', 'fm2_', 'fm1r_', 'fm2r_'], body: '[\\w+/-]{40,}={0,2}' },
  { kind: 'heroku-api-key', prefixes: ['HRKU-'], body: '[\\w-]{36,}' },
  { kind: 'render-api-key', prefixes: ['rnd_'], body: '[A-Za-z0-9]{28,}' },
  {
    kind: 'planetscale-token',
    prefixes: ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
    body: '[\\w.=-]{32,}',
  },
  { kind: 'cloudflare-token', prefixes: ['cfut_', 'cfat_', 'cfk_'], body: '\\w{40,}' },
  {
    kind: 'doppler-token',
    prefixes: ['dp.pt.', 'dp.sa.', 'dp.ct.', 'dp.scim.', 'dp.audit.'],
    body: '\\w{40,}',
  },
  { kind: 'doppler-token', prefixes: ['dp.st.'], body: '[\\w.-]{40,}' },
  { kind: 'vault-token', prefixes: ['hvs.', 'hvb.', 'hvr.'], body: '[\\w-]{24,}' },
  { kind: 'pulumi-token', prefixes: ['pul-'], body: '[0-9a-f]{40}' },
  { kind: 'one-password-token', prefixes: ['ops_'], body: 'eyJ[\\w+/=-]{100,}' },
  { kind: 'age-secret-key', prefixes: ['AGE-SECRET-KEY-'], body: '1[0-9A-Z]{58}' },

  // Messaging, payment, mail, monitoring, work
  {
    kind: 'slack-token',
    prefixes: [
      'xoxa-',
      'xoxb-',
      'xoxc-',
      'xoxd-',
      'xoxe-',
      'xoxo-',
      'xoxp-',
      'xoxr-',
      'xoxs-',
      'xapp-',
      'xwfp-',
    ],
    body: '[\\w%+/=-]{16,}',
  },
  { kind: 'slack-token', prefixes: ['xoxe.xoxb-', 'xoxe.xoxp-'], body: '[\\w-]{16,}' },
  {
    kind: 'slack-webhook',
    prefixes: ['hooks.'],
    body: 'slack\\.com\\\\*/(?:services|workflows|triggers)\\\\*/[TE]\\w{6,16}\\\\*/\\w{6,24}\\\\*/\\w{16,}',
  },
  {
    kind: 'discord-webhook',
    prefixes: ['discord.', 'discordapp.'],
    body: 'com\\\\*/api\\\\*/webhooks\\\\*/\\d{16,22}\\\\*/[\\w-]{50,}',
  },
  { kind: 'telegram-token', prefixes: [':AA'], body: '[\\w-]{33}(?![\\w-])' },
  {
    kind: 'stripe-key',
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
    body: '[A-Za-z0-9]{16,}',
  },
  { kind: 'stripe-webhook-secret', prefixes: ['whsec_'], body: '[A-Za-z0-9+/]{24,}={0,2}' },
  { kind: 'square-token', prefixes: ['sq0csp-', 'sq0atp-'], body: '[\\w-]{22,}' },
  {
    kind: 'shopify-token',
    prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shpua_'],
    body: '[A-Za-z0-9]{32,}',
  },
  { kind: 'sendgrid-api-key', prefixes: ['SG.'], body: '[\\w-]{16,32}\\.[\\w-]{16,}' },
  { kind: 'mailgun-api-key', prefixes: ['key-'], body: `[0-9a-f]{32}${NO_WORD}` },
  { kind: 'brevo-api-key', prefixes: ['xkeysib-'], body: '[0-9a-f]{64}-[A-Za-z0-9]{16}' },
  { kind: 'resend-api-key', prefixes: ['re_'], body: `[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}${NO_WORD}` },
  { kind: 'twilio-api-key', prefixes: ['SK'], body: '[0-9a-f]{32}(?![A-Za-z0-9])' },
  { kind: 'linear-api-key', prefixes: ['lin_api_', 'lin_oauth_'], body: '\\w{32,}' },
  { kind: 'notion-token', prefixes: ['ntn_'], body: '[A-Za-z0-9]{40,}' },
  { kind: 'notion-token', prefixes: ['secret_'], body: `[A-Za-z0-9]{43}${NO_WORD}` },
  { kind: 'figma-token', prefixes: ['figd_'], body: '[\\w-]{36,}' },
  { kind: 'postman-api-key', prefixes: ['PMAK-'], body: '[0-9a-f]{24}-[0-9a-f]{34}' },
  { kind: 'new-relic-api-key', prefixes: ['NRAK-'], body: '[A-Z0-9]{27}' },
  { kind: 'grafana-token', prefixes: ['glsa_'], body: '[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}' },
  { kind: 'grafana-token', prefixes: ['glc_'], body: '[A-Za-z0-9+/]{32,}={0,2}' },
  { kind: 'sentry-token', prefixes: ['sntrys_', 'sntryu_'], body: '[\\w+/=-]{40,}' },
  { kind: 'posthog-api-key', prefixes: ['phx_'], body: '[A-Za-z0-9]{40,}' },
  { kind: 'terraform-cloud-token', prefixes: ['.atlasv1.'], body: '[\\w=-]{60,}' },
];
