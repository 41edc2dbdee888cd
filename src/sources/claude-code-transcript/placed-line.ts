import type { EventContext, OtherEvent, SessionRef, Touch } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { accountOf } from '../recorded-paths.js';
import type { RepositoryRoots } from './paths.js';
import type { TranscriptLine } from './transcript-line.js';

export const PRODUCT = 'claude-code';

/** A line whose session is known, with what surrounded it. */
export interface PlacedLine {
  readonly line: TranscriptLine;
  readonly session: SessionRef;
  readonly context: EventContext;
  readonly receivedAt: number;
}

/** What every event has besides its type. */
type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** A transcript carries no identity and no endpoint: who and where stay NOT_REPORTED. */
export function contextOf(line: TranscriptLine, roots: RepositoryRoots): EventContext {
  const root = line.cwd === null ? null : roots.rootOf(line.cwd);
  const account = accountOf(line.cwd);
  return {
    identityCarried: false,
    agent: { product: 'Claude Code', ...(line.version === null ? {} : { version: line.version }) },
    ...(account === null ? {} : { osAccount: account }),
    ...(root === null ? {} : { repository: { root } }),
    ...(line.cwd === null ? {} : { cwd: line.cwd }),
    ...(line.branch === null ? {} : { branch: line.branch }),
    ...(line.permissionMode === null ? {} : { permissionMode: line.permissionMode }),
  };
}

/** The parts that are the line's own. `payload` is the whole line unless told. */
export function recorded(
  placed: PlacedLine,
  id: string,
  summary: string,
  parts: { readonly payload?: string | null; readonly touches?: readonly Touch[] } = {},
): Recorded {
  return {
    id,
    session: placed.session,
    at: placed.line.at,
    receivedAt: placed.receivedAt,
    source: 'TRANSCRIPT',
    summary,
    payload: parts.payload === undefined ? placed.line.payload : parts.payload,
    context: placed.context,
    touches: parts.touches ?? [],
  };
}

/** The id of a fact that a line states, by its uuid; by its content where it has none. */
export function lineFactId({ line, session }: PlacedLine, facet = ''): string {
  if (line.uuid !== null) return eventId.line(session, line.uuid, facet);
  return eventId.content(session, `${facet}\n${line.notes.truncated?.sha256 ?? JSON.stringify(line.raw)}`);
}
