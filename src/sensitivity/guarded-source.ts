/**
 * Source code that decides who gets in and who pays. It is recognised by the words of its name, because that is how
 * such code is named everywhere, and takes the level of its repository.
 */
export interface GuardedSourceRule {
  /** Stable, kebab-case. */
  readonly name: string;
  readonly reason: string;
  /** Whole words, lower-case; words that are written apart (`sign-in`) stand here joined. */
  readonly words: readonly string[];
  /** Neighbouring words, joined, that mean something else. */
  readonly except: readonly string[];
}

export const GUARDED_SOURCE_RULES: readonly GuardedSourceRule[] = [
  {
    name: 'authentication-source',
    reason: 'it decides who gets in',
    words: [
      'auth',
      'authn',
      'authz',
      'authenticate',
      'authenticated',
      'authentication',
      'authenticator',
      'authorise',
      'authorisation',
      'authorization',
      'authorize',
      'authorizer',
      'credential',
      'credentials',
      'jwt',
      'login',
      'logins',
      'logon',
      'mfa',
      'oauth',
      'oidc',
      'otp',
      'passkey',
      'passkeys',
      'passphrase',
      'passwd',
      'password',
      'passwords',
      'saml',
      'session',
      'sessions',
      'signin',
      'sso',
      'totp',
      'twofactor',
      'webauthn',
    ],
    except: [
      'sessionreplay',
      'sessionreplays',
      'sessionrecorder',
      'sessionrecording',
      'sessionstorage',
      'trainingsession',
      'atlogin',
    ],
  },
  {
    name: 'payment-source',
    reason: 'it decides who pays',
    words: [
      'billing',
      'braintree',
      'checkout',
      'checkouts',
      'creditcard',
      'invoice',
      'invoices',
      'invoicing',
      'payment',
      'payments',
      'payout',
      'payouts',
      'paypal',
      'refund',
      'refunds',
      'stripe',
    ],
    except: ['gitcheckout', 'branchcheckout', 'checkoutbranch'],
  },
];

/** Extensions of files that run or are compiled. Styles, markup and prose decide nothing. */
const SOURCE_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'ts tsx mts cts js jsx mjs cjs vue svelte py pyi rb php java kt kts scala groovy go rs c h cc cpp cxx hpp ' +
    'hh m mm cs fs vb swift dart ex exs erl hs ml clj cljs lua pl pm sh bash zsh ps1 sql proto sol r jl zig nim'
  ).split(' '),
);

export interface GuardedSource {
  readonly rule: GuardedSourceRule;
  /** The part of the path that the rule matched. */
  readonly matched: string;
}

/**
 * The rule that a path meets by its file's name, or by a folder that is named for such code alone (`auth/`,
 * `billing-service/`). An absolute path is judged by its last folder only: those above may be the repository's own.
 */
export function guardedSource(path: string): GuardedSource | null {
  const parts = path.split('/');
  const fileName = parts.pop() ?? '';
  const dot = fileName.lastIndexOf('.');
  if (dot < 1 || !SOURCE_EXTENSIONS.has(fileName.slice(dot + 1).toLowerCase())) return null;

  const rule = ruleForWords(wordsOf(fileName.slice(0, dot)));
  if (rule !== null) return { rule, matched: fileName };

  const isAbsolute = parts[0] === '' || parts[0] === '~' || /^[A-Za-z]:$/.test(parts[0] ?? '');
  const folders = isAbsolute ? parts.slice(-1) : parts;
  for (const folder of folders.toReversed()) {
    const words = wordsOf(folder);
    const named = words.length > 2 ? null : ruleForWords(words);
    if (named !== null) return { rule: named, matched: `${folder}/` };
  }
  return null;
}

/** `OAuth2Client` is o, auth, client; `user_sign-in` is user, sign, in. Version digits say nothing. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
}

function ruleForWords(words: readonly string[]): GuardedSourceRule | null {
  for (const [index, word] of words.entries()) {
    const following = words[index + 1];
    const preceding = words[index - 1];
    for (const { rule, lookUp, except } of COMPILED) {
      if (following !== undefined && except.has(word + following)) continue;
      if (preceding !== undefined && except.has(preceding + word)) continue;
      if (lookUp.has(word) || (following !== undefined && lookUp.has(word + following))) return rule;
    }
  }
  return null;
}

const COMPILED = GUARDED_SOURCE_RULES.map((rule) => ({
  rule,
  lookUp: new Set(rule.words),
  except: new Set(rule.except),
}));
