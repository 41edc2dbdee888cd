import type { GraphContext } from '../context.js';
import { findBySelector } from '../selector/resolve-selector.js';
import type { SessionSelector } from '../selector/selector.input.js';
import { loadSession } from './session.loader.js';
import type { Session } from './session.type.js';

/** The session that a selector names, as of a moment; null where the graph does not hold it. Throws BadInputError. */
export async function selectSession(
  context: GraphContext,
  by: Readonly<SessionSelector>,
  asOf: number,
): Promise<Session | null> {
  const found = await findBySelector(context, { session: by }, 'by');
  return found === null ? null : loadSession(context, found.key, asOf);
}
