import type { NativeContextJson, NativeTouchJson } from '../sources/native/wire.js';
import type { ModelName, Product } from './company.js';

/** What a session of the demo day will have done, before it is put on the clock. */

/** One call of a tool. */
export interface PlannedCall {
  readonly tool: string;
  readonly server?: string;
  readonly summary: string;
  readonly touches: readonly NativeTouchJson[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** One prompt, and what the agent did until it stopped. */
export interface PlannedTurn {
  readonly prompt: string;
  readonly calls: readonly PlannedCall[];
  readonly answer: string;
}

/** A subagent that one of the calls starts. */
export interface PlannedSubagent {
  readonly agentId: string;
  readonly task: string;
  /** Counted over the whole session, from 0: the subagent runs before this call's result. */
  readonly startedByCall: number;
  readonly calls: readonly PlannedCall[];
}

export interface SessionPlan {
  readonly sessionId: string;
  readonly product: Product;
  readonly model: ModelName;
  readonly context: NativeContextJson;
  /** How long before the day's moment the session began and had its last event. */
  readonly startedAgoMs: number;
  readonly lastSeenAgoMs: number;
  /** Whether the last event is its end. */
  readonly ended: boolean;
  readonly costMicroUsd: number;
  readonly turns: readonly PlannedTurn[];
  readonly subagent?: PlannedSubagent;
}

export const MINUTE_MS = 60_000;
