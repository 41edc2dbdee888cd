import type { NativeEventJson, NativeTokensJson } from '../sources/native/wire.js';
import { MODEL_PRICES, type ModelName } from './company.js';
import { exactShares } from './exact-shares.js';
import { SeededRandom } from './seeded-random.js';
import type { PlannedCall, SessionPlan } from './session-plan.js';

/** An event with its time still relative to the day's moment. */
export interface TimedEvent {
  /** Milliseconds before the day's moment. */
  readonly agoMs: number;
  readonly event: NativeEventJson;
}

/** What an event says beyond its session's own particulars. */
type EventMembers = Omit<NativeEventJson, 'v' | 'product' | 'sessionId'>;

/** What happens next in a session, and for how long nothing else does, relative to its other pauses. */
interface Beat {
  readonly weight: number;
  readonly event: NativeEventJson;
  /** A request's share of the session's cost; 0 for anything else. */
  readonly costWeight: number;
  /** For a tool's result: the call took as long as the pause before it. */
  readonly timesCall: boolean;
}

/** Typical pauses, in seconds; a session's are stretched to fill the time that it has. */
const PAUSE = { person: [25, 60], request: [5, 12], tool: [1, 6], none: [0.05, 0.2] } as const;

/** How the cost of a request is made up on the whole: prompts are mostly read from the cache. */
const COST_MIX = { input: 0.08, output: 0.36, cacheRead: 0.34, cacheCreation: 0.22 } as const;

/** Every event of a planned session, oldest first. The session's cost is shared out among its requests exactly. */
export function eventsOf(plan: SessionPlan): readonly TimedEvent[] {
  const beats = new BeatWriter(plan).write();
  const requests = beats.filter((beat) => beat.costWeight > 0);
  const costs = exactShares(
    plan.costMicroUsd,
    requests.map((beat) => beat.costWeight),
  );
  const costOf = new Map(requests.map((beat, index) => [beat, costs[index] ?? 0]));

  const durationMs = plan.startedAgoMs - plan.lastSeenAgoMs;
  const pauses = exactShares(
    durationMs,
    beats.map((beat) => beat.weight),
  );
  let agoMs = plan.startedAgoMs;
  return beats.map((beat, index) => {
    const pauseMs = pauses[index] ?? 0;
    agoMs -= pauseMs;
    const costMicroUsd = costOf.get(beat);
    const event: NativeEventJson = {
      ...beat.event,
      ...(costMicroUsd === undefined ? {} : { costMicroUsd, tokens: tokensFor(costMicroUsd, plan.model) }),
      ...(beat.timesCall ? { durationMs: pauseMs } : {}),
    };
    return { agoMs, event };
  });
}

/** Tokens that cost about as much at the model's price. */
function tokensFor(costMicroUsd: number, model: ModelName): NativeTokensJson {
  const price = MODEL_PRICES[model];
  const output = Math.round((costMicroUsd * COST_MIX.output) / price.output);
  const cacheRead = Math.round((costMicroUsd * COST_MIX.cacheRead) / price.cacheRead);
  const cacheCreation =
    price.cacheCreation === 0 ? 0 : Math.round((costMicroUsd * COST_MIX.cacheCreation) / price.cacheCreation);
  const spent = output * price.output + cacheRead * price.cacheRead + cacheCreation * price.cacheCreation;
  return {
    input: Math.max(0, Math.round((costMicroUsd - spent) / price.input)),
    output,
    cacheRead,
    cacheCreation,
  };
}

class BeatWriter {
  readonly #plan: SessionPlan;
  readonly #random: SeededRandom;
  readonly #beats: Beat[] = [];
  #calls = 0;

  constructor(plan: SessionPlan) {
    this.#plan = plan;
    this.#random = new SeededRandom(`events of ${plan.sessionId}`);
  }

  write(): readonly Beat[] {
    const { turns, model, ended } = this.#plan;
    this.#beats.push({
      weight: 0,
      costWeight: 0,
      timesCall: false,
      event: this.#event({
        type: 'SESSION_START',
        reason: 'startup',
        summary: 'Session started',
        payload: { model },
      }),
    });
    for (const turn of turns) {
      this.#add('person', { type: 'USER_PROMPT', summary: turn.prompt, payload: { prompt: turn.prompt } });
      for (const call of turn.calls) this.#call(call, null);
      this.#request('end_turn', null);
      this.#add('none', {
        type: 'ASSISTANT_STOP',
        summary: turn.answer,
        payload: { last_assistant_message: turn.answer },
      });
    }
    if (ended) {
      const payload = { reason: 'prompt_input_exit' };
      this.#add('person', {
        type: 'SESSION_END',
        reason: 'prompt_input_exit',
        summary: 'Session ended',
        payload,
      });
    }
    return this.#beats;
  }

  #call(call: PlannedCall, agentId: string | null): void {
    const { product, subagent } = this.#plan;
    const toolUseId = this.#random.id(product.callPrefix);
    const identity = {
      toolUseId,
      tool: call.tool,
      ...(call.server === undefined ? {} : { server: call.server }),
    };
    this.#request('tool_use', agentId);
    this.#add(
      'none',
      {
        type: 'TOOL_USE',
        ...identity,
        summary: call.summary,
        ...(call.touches.length === 0 ? {} : { touches: call.touches }),
        payload: { tool_name: call.tool, tool_input: call.input },
      },
      agentId,
    );
    if (agentId === null) {
      if (subagent?.startedByCall === this.#calls) this.#subagent();
      this.#calls += 1;
    }
    this.#add(
      'tool',
      {
        type: 'TOOL_RESULT',
        toolUseId,
        tool: call.tool,
        isError: false,
        summary: `${call.tool}: done`,
        payload: { tool_name: call.tool, tool_response: call.response },
      },
      agentId,
      true,
    );
  }

  #subagent(): void {
    const { subagent } = this.#plan;
    if (subagent === undefined) return;
    const { agentId, task, calls } = subagent;
    const child = { agentId };
    this.#add('none', {
      type: 'SUBAGENT_START',
      child,
      summary: `Subagent: ${task}`,
      payload: { agent_id: agentId },
    });
    for (const call of calls) this.#call(call, agentId);
    this.#request('end_turn', agentId);
    this.#add('none', {
      type: 'SUBAGENT_STOP',
      child,
      summary: 'Subagent finished',
      payload: { agent_id: agentId },
    });
  }

  #request(stopReason: string, agentId: string | null): void {
    const { model } = this.#plan;
    this.#add(
      'request',
      {
        type: 'MODEL_REQUEST',
        requestId: this.#random.id('req'),
        messageId: this.#random.id('msg'),
        model,
        costBasis: 'REPORTED',
        summary: `Request to ${model}`,
        payload: { model, stop_reason: stopReason },
      },
      agentId,
    );
  }

  #add(
    pause: keyof typeof PAUSE,
    members: EventMembers,
    agentId: string | null = null,
    timesCall = false,
  ): void {
    const [least, most] = PAUSE[pause];
    this.#beats.push({
      weight: this.#random.between(least, most),
      costWeight: members.type === 'MODEL_REQUEST' ? this.#random.between(0.8, 1.25) : 0,
      timesCall,
      event: this.#event(members, agentId),
    });
  }

  /** Tool calls and requests are known by their providers' ids, everything else by the producer's. */
  #event(members: EventMembers, agentId: string | null = null): NativeEventJson {
    const { product, sessionId, context } = this.#plan;
    const hasProviderId = members.toolUseId !== undefined || members.requestId !== undefined;
    const { type, ...others } = members;
    return {
      v: 1,
      type,
      product: product.product,
      sessionId,
      ...(agentId === null ? {} : { agentId }),
      ...(hasProviderId ? {} : { id: this.#random.id('evt') }),
      ...others,
      context,
    };
  }
}
