import type {
  AgentRef,
  ApiKeyRef,
  Confidence,
  EndpointRef,
  EventType,
  HostTouch,
  RepositoryRef,
  SandboxRef,
  SecretSighting,
  SessionKilled,
  SourceKind,
  ToolDecision,
  ToolUse,
  TouchBasis,
} from '../../events/event.js';

/**
 * An event as it is written: version 1 of the format that `schema/event.schema.json` describes, member by member.
 * Which members a type needs is said there; the others of a type are ignored by the rest.
 */
export interface NativeEventJson {
  readonly v: 1;
  readonly type: EventType;
  readonly product: string;
  readonly sessionId: string;
  readonly agentId?: string;
  /** ISO 8601 with a zone, or epoch milliseconds. */
  readonly at?: string | number;
  readonly receivedAt?: string | number;
  readonly live?: true;
  /** The producer's id of the fact. */
  readonly id?: string;
  /** Runtrail's id of the fact, in what Runtrail itself exported. */
  readonly eventId?: string;
  /** With `eventId`, in what Runtrail itself exported: other sources know the id as well. */
  readonly joins?: true;
  readonly secrets?: readonly SecretSighting[];
  readonly source?: SourceKind;
  readonly summary?: string;
  readonly context?: NativeContextJson;
  readonly touches?: readonly NativeTouchJson[];
  /** Any JSON. */
  readonly payload?: unknown;
  readonly payloadText?: string;

  readonly reason?: string;
  readonly cause?: SessionKilled['cause'];
  readonly origin?: NativeSessionJson;
  readonly child?: NativeSessionJson;
  readonly model?: string;
  readonly tokens?: NativeTokensJson;
  readonly costMicroUsd?: number;
  readonly costBasis?: 'REPORTED' | 'ESTIMATED';
  readonly requestId?: string;
  readonly messageId?: string;
  readonly tool?: string;
  readonly toolUseId?: string;
  readonly unnamed?: true;
  readonly outcome?: NonNullable<ToolUse['outcome']>;
  readonly promptId?: string;
  readonly server?: string;
  readonly isError?: boolean;
  readonly durationMs?: number;
  readonly decision?: ToolDecision['decision'];
  readonly name?: string;
}

/** Another session; what is left out is as in the event. */
export interface NativeSessionJson {
  readonly product?: string;
  readonly sessionId?: string;
  readonly agentId?: string;
}

export interface NativeTokensJson {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheCreation?: number;
  readonly cacheCreation1h?: number;
}

interface NativeUserJson {
  readonly accountId?: string;
  readonly email?: string;
  readonly basis?: 'LOGIN' | 'OS_ACCOUNT' | 'GIT_AUTHOR';
}

export interface NativeContextJson {
  readonly user?: NativeUserJson;
  readonly identityCarried?: boolean;
  readonly endpoint?: EndpointRef;
  readonly osAccount?: string;
  readonly agent?: AgentRef;
  readonly key?: ApiKeyRef;
  readonly repository?: RepositoryRef;
  readonly sandbox?: SandboxRef;
  readonly cwd?: string;
  readonly branch?: string;
  readonly permissionMode?: string;
}

interface NativeFileTouchJson {
  readonly kind: 'READ' | 'WROTE';
  readonly path: string;
  readonly basis?: TouchBasis;
  readonly confidence?: Confidence;
}

interface NativeHostTouchJson {
  readonly kind: 'CALLED';
  readonly host: string;
  readonly port?: number;
  readonly purpose?: NonNullable<HostTouch['purpose']>;
  readonly basis?: TouchBasis;
  readonly confidence?: Confidence;
}

export type NativeTouchJson = NativeFileTouchJson | NativeHostTouchJson;
