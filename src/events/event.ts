/**
 * The normalised event: one observation of one fact, as any source reports it.
 *
 * An event on its own is a *record* (who saw it, when it was received, the raw payload). Records with the same
 * `id` are observations of the same fact and are merged when they are stored; `id` is deterministic (see ids.ts),
 * so a line that is read again, from a copy, a resumed file or another source, joins the fact it already stated.
 *
 * Instants are epoch milliseconds (UTC). Money is integer micro-dollars. Absent means "this source did not say".
 */

/** Which kind of source reported an event. Where sources differ, the earlier in this list holds. */
export const SOURCE_PRECEDENCE = ['NATIVE', 'TRANSCRIPT', 'STREAM', 'OTLP', 'HOOK'] as const;
export type SourceKind = (typeof SOURCE_PRECEDENCE)[number];

/** A session is known by the client's own id within its product; a subagent by its parent and its agent id. */
export interface SessionRef {
  /** The client product, lower-case kebab: `claude-code`, `codex`. Never the channel by which the event came. */
  readonly product: string;
  readonly sessionId: string;
  /** Set when the event belongs to a subagent of `sessionId`. */
  readonly agentId?: string;
}

/** A verified identity. At least one of the two is present; the e-mail is lower-case. */
export interface UserRef {
  readonly accountId?: string;
  readonly email?: string;
  /** How it is known: the client's own login, or a mapped or weaker claim. */
  readonly basis: 'LOGIN' | 'OS_ACCOUNT' | 'GIT_AUTHOR';
}

/** A machine. The strongest identity present names it: enrolment, else host name, else address. */
export interface EndpointRef {
  readonly enrolmentId?: string;
  readonly hostName?: string;
  readonly address?: string;
}

export interface AgentRef {
  /** The registered agent's name; absent for a coding agent that nobody registered. */
  readonly name?: string;
  /** Display name of the product, such as `Claude Code`. */
  readonly product: string;
  readonly version?: string;
  readonly project?: string;
}

/** An API key, never raw: a keyed HMAC fingerprint (hex), or the hint alone (`sk-ant-...A3F2`). */
export interface ApiKeyRef {
  readonly fingerprint?: string;
  readonly hint?: string;
}

export type Sensitivity = 'NONE' | 'LOW' | 'HIGH' | 'CRITICAL';

export interface RepositoryRef {
  /** Remote without scheme, credentials and `.git`, lower-case host: `github.com/acme/payments`. */
  readonly remote?: string;
  /** Root folder on the endpoint; the identity where no remote is known. */
  readonly root?: string;
  /** The organisation's own level for the repository, where the event carries it. */
  readonly sensitivity?: Sensitivity;
}

export interface SandboxRef {
  readonly name: string;
  readonly project?: string;
}

/** What surrounded an event. Every part is optional: sources know different things. */
export interface EventContext {
  readonly user?: UserRef;
  /** True where this source carries identity: then an absent `user` is UNKNOWN rather than NOT_REPORTED. */
  readonly identityCarried?: boolean;
  readonly endpoint?: EndpointRef;
  /** Operating-system account: evidence, never a User. */
  readonly osAccount?: string;
  readonly agent?: AgentRef;
  readonly key?: ApiKeyRef;
  readonly repository?: RepositoryRef;
  readonly sandbox?: SandboxRef;
  readonly cwd?: string;
  readonly branch?: string;
  readonly permissionMode?: string;
}

export type TouchBasis = 'TOOL_INPUT' | 'SHELL_PARSED' | 'ATTACHMENT';
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

/** A file that the event read or wrote. `path` is absolute, or relative to the repository's root. */
export interface FileTouch {
  readonly kind: 'READ' | 'WROTE';
  readonly path: string;
  readonly basis: TouchBasis;
  readonly confidence: Confidence;
}

/** A host that the event called. `purpose` GIT with the repository's own remote is not an outbound signal. */
export interface HostTouch {
  readonly kind: 'CALLED';
  /** Name or address, lower-case, without port or credentials. */
  readonly host: string;
  readonly port?: number;
  readonly purpose?: 'FETCH' | 'GIT' | 'PACKAGE' | 'REMOTE_SHELL' | 'COPY' | 'OTHER';
  readonly basis: TouchBasis;
  readonly confidence: Confidence;
}

export type Touch = FileTouch | HostTouch;

/** Tokens of one model request; the four counters are disjoint, and prompt size is their sum less `output`. */
export interface TokenCounts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
  /** The part of `cacheCreation` kept for an hour rather than five minutes: it costs more. */
  readonly cacheCreation1h?: number;
}

/** Something secret that stood in a record, and was taken out of it before the record was kept. */
export interface SecretSighting {
  /** What it is, in kebab-case: `anthropic-api-key`, `private-key`, `dotenv-value`. */
  readonly kind: string;
  /** Keyed HMAC of the secret, lower-case hex: equal secrets have equal fingerprints, and nothing leads back. */
  readonly fingerprint: string;
}

interface Recorded {
  readonly id: string;
  /**
   * True where `id` was made from an id that the other sources of this fact know as well, such as a tool-use id, so
   * that their records join. Without it the same fact may stand once for each source, and counters take one source.
   */
  readonly joins?: true;
  readonly session: SessionRef;
  /** The producer's time; null where the source has none. */
  readonly at: number | null;
  /** When Runtrail, or the forwarder in front of it, first received the record. */
  readonly receivedAt: number;
  /** True where the record was received as it happened: without a time of its own, its receive time stands in. */
  readonly live?: true;
  readonly source: SourceKind;
  /** One line for the timeline, at most 200 characters. */
  readonly summary: string;
  /** The raw record as received (usually JSON text); null where the event is derived from another's payload. */
  readonly payload: string | null;
  readonly context: EventContext;
  readonly touches: readonly Touch[];
  /** Set where a scanner took secrets out of the record: one entry for each distinct one. */
  readonly secrets?: readonly SecretSighting[];
}

export interface SessionStart extends Recorded {
  readonly type: 'SESSION_START';
  /** startup, resume, clear, compact, fork: as the client says. */
  readonly reason?: string;
}
export interface SessionEnd extends Recorded {
  readonly type: 'SESSION_END';
  readonly reason?: string;
}
export interface SessionKilled extends Recorded {
  readonly type: 'SESSION_KILLED';
  readonly cause: 'LOOP_GUARD' | 'CAPABILITY_REVOKED' | 'OPERATOR' | 'SANDBOX_REVOKED';
}
/** This session carries on the history of another: a resume under a new id, or a fork. */
export interface SessionContinued extends Recorded {
  readonly type: 'SESSION_CONTINUED';
  readonly origin: SessionRef;
}
/** A person's prompt: one turn. */
export interface UserPrompt extends Recorded {
  readonly type: 'USER_PROMPT';
}
/** One request to a model, whole: its records may be several lines or sources. */
export interface ModelRequest extends Recorded {
  readonly type: 'MODEL_REQUEST';
  /** The provider's model name; null where the source does not say. */
  readonly model: string | null;
  readonly tokens: TokenCounts | null;
  /** Null where the cost is unknown: an unknown price is not zero. */
  readonly costMicroUsd: number | null;
  readonly costBasis: 'REPORTED' | 'ESTIMATED' | null;
}
export interface ToolUse extends Recorded {
  readonly type: 'TOOL_USE';
  readonly tool: string;
  /** True where the source does not say which tool it was, and `tool` is only what stands in its place. */
  readonly unnamed?: true;
  /** The MCP server behind the tool. */
  readonly server?: string;
  /**
   * What became of the call, where that limits what it touched: PARTLY ran and failed or was interrupted, FAILED did
   * not get to do anything, DENIED was refused. Absent for a success and for a call of which no result is known.
   */
  readonly outcome?: 'PARTLY' | 'FAILED' | 'DENIED';
}
export interface ToolResult extends Recorded {
  readonly type: 'TOOL_RESULT';
  readonly tool?: string;
  readonly isError?: boolean;
  readonly durationMs?: number;
}
export interface ToolDecision extends Recorded {
  readonly type: 'TOOL_DECISION';
  readonly tool?: string;
  readonly decision: 'ALLOW' | 'DENY';
}
/** The assistant finished a turn. Not the session's end. */
export interface AssistantStop extends Recorded {
  readonly type: 'ASSISTANT_STOP';
}
export interface SubagentStart extends Recorded {
  readonly type: 'SUBAGENT_START';
  readonly child: SessionRef;
}
export interface SubagentStop extends Recorded {
  readonly type: 'SUBAGENT_STOP';
  readonly child: SessionRef;
}
export interface Compaction extends Recorded {
  readonly type: 'COMPACTION';
}
export interface Notification extends Recorded {
  readonly type: 'NOTIFICATION';
}
export interface ApiError extends Recorded {
  readonly type: 'API_ERROR';
}
/** Anything else that a client recorded with an identity of its own. */
export interface OtherEvent extends Recorded {
  readonly type: 'OTHER';
  /** The client's name for it. */
  readonly name: string;
}

export type RuntrailEvent =
  | SessionStart
  | SessionEnd
  | SessionKilled
  | SessionContinued
  | UserPrompt
  | ModelRequest
  | ToolUse
  | ToolResult
  | ToolDecision
  | AssistantStop
  | SubagentStart
  | SubagentStop
  | Compaction
  | Notification
  | ApiError
  | OtherEvent;

export type EventType = RuntrailEvent['type'];

/** Bad input that could not become an event. It is stored and listed, and never stops the rest. */
export interface Reject {
  /** Where it came from: a path or a channel. */
  readonly source: string;
  /** Line (1-based) or byte offset within the source; null for a whole file. */
  readonly position: string | null;
  /** A stable code, such as NOT_JSON or NO_SESSION_ID. */
  readonly code: string;
  /** What is wrong and what to do about it, in one sentence. */
  readonly reason: string;
  /** The beginning of the offending text, at most 500 characters. */
  readonly excerpt: string;
}

/** What a source yields for one piece of input. */
export type SourceItem =
  | { readonly kind: 'event'; readonly event: RuntrailEvent }
  | { readonly kind: 'reject'; readonly reject: Reject }
  /** A line that was understood and carries nothing to store; counted by name. */
  | { readonly kind: 'skip'; readonly name: string };
