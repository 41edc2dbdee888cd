import type { EventContext, TokenCounts, Touch } from '../../events/event.js';
import { canonicalHost } from '../shell/addresses.js';
import { normaliseRemote } from './repository-remote.js';
import type { NativeContextJson, NativeTokensJson, NativeTouchJson } from './wire.js';

/** The parts of an event that need no decision: defaults filled in, names in their one spelling. */

export function readContext(context: NativeContextJson): EventContext {
  const { user, key, repository, ...others } = context;
  return {
    ...others,
    ...(user === undefined
      ? {}
      : {
          user: {
            ...user,
            ...(user.email === undefined ? {} : { email: user.email.toLowerCase() }),
            basis: user.basis ?? 'LOGIN',
          },
        }),
    ...(key === undefined
      ? {}
      : {
          key: key.fingerprint === undefined ? key : { ...key, fingerprint: key.fingerprint.toLowerCase() },
        }),
    ...(repository === undefined
      ? {}
      : {
          repository:
            repository.remote === undefined
              ? repository
              : { ...repository, remote: normaliseRemote(repository.remote) },
        }),
  };
}

export function readTouch(touch: NativeTouchJson): Touch {
  const basis = touch.basis ?? 'TOOL_INPUT';
  const confidence = touch.confidence ?? 'HIGH';
  if (touch.kind !== 'CALLED') return { kind: touch.kind, path: touch.path, basis, confidence };
  return {
    kind: 'CALLED',
    host: canonicalHost(touch.host) ?? touch.host.toLowerCase(),
    ...(touch.port === undefined ? {} : { port: touch.port }),
    ...(touch.purpose === undefined ? {} : { purpose: touch.purpose }),
    basis,
    confidence,
  };
}

export function readTokens(tokens: NativeTokensJson): TokenCounts {
  const { input, output, cacheRead = 0, cacheCreation = 0, cacheCreation1h } = tokens;
  return {
    input,
    output,
    cacheRead,
    cacheCreation,
    ...(cacheCreation1h === undefined ? {} : { cacheCreation1h }),
  };
}
