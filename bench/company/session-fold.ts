import type { EventContext, SessionRef } from '../../src/events/event.js';
import { sessionKey } from '../../src/events/ids.js';
import { type EntityKind, KINDS } from '../../src/graph/model.js';
import type { NativeEventJson, NativeTouchJson } from '../../src/sources/native/wire.js';
import {
  agentNode,
  apiKeyNode,
  endpointNode,
  fileNode,
  hostNode,
  namedNode,
  type NodeRow,
  type Properties,
  repositoryNode,
  userNode,
} from './entity-nodes.js';
import type { PlannedSession } from './session-plans.js';

/** One relationship of a session, while its events are gone through in the order of time. */
export interface Relation {
  readonly kind: EntityKind;
  readonly target: NodeRow;
  readonly details: Properties;
  readonly moments: EventAt[];
  count: number;
  last: EventAt;
}

export interface EventAt {
  readonly at: number;
  readonly event: NativeEventJson;
}

export interface SessionFold {
  readonly ref: SessionRef;
  readonly key: string;
  readonly context: EventContext;
  readonly events: readonly NativeEventJson[];
  readonly relations: ReadonlyMap<string, Relation>;
}

/** Gathers what a session's events say about what it is related to. */
export function foldSession({ ref, context: native, events }: PlannedSession): SessionFold {
  const context = native as EventContext;
  const relations = new Map<string, Relation>();
  const add = (event: NativeEventJson, kind: EntityKind, target: NodeRow, details: Properties = {}): void => {
    const moment = { at: Number(event.at), event };
    const known = relations.get(`${kind} ${target.key}`);
    if (known === undefined) {
      relations.set(`${kind} ${target.key}`, {
        kind,
        target,
        details,
        moments: [moment],
        count: 1,
        last: moment,
      });
      return;
    }
    known.count++;
    known.last = moment;
    if (KINDS[kind].class === 'CONTACT') known.moments.push(moment);
  };
  const surroundings = surroundingsOf(ref, context);
  for (const event of events) {
    for (const [kind, target, details] of surroundings) add(event, kind, target, details);
    if (event.model !== undefined) add(event, 'USED_MODEL', namedNode('Model', event.model));
    if (event.type === 'TOOL_USE') {
      add(event, 'USED_TOOL', namedNode('Tool', event.tool ?? ''));
      if (event.server !== undefined) add(event, 'USED_SERVER', namedNode('McpServer', event.server));
    }
    for (const touch of event.touches ?? []) {
      add(event, touch.kind, touched(touch, ref, context), { basis: 'TOOL_INPUT', confidence: 'HIGH' });
    }
  }
  return { ref, key: sessionKey(ref), context, events, relations };
}

function touched(touch: NativeTouchJson, ref: SessionRef, context: EventContext): NodeRow {
  return touch.kind === 'CALLED' ? hostNode(touch.host) : fileNode(touch.path, context, ref);
}

/** What every event of a session says: its context stays the same. */
function surroundingsOf(ref: SessionRef, context: EventContext): [EntityKind, NodeRow, Properties][] {
  const { user, endpoint, key, agent, repository } = context;
  const found: [EntityKind, NodeRow, Properties][] = [];
  if (user?.email !== undefined) {
    found.push([
      'RUN_BY',
      userNode(user.email),
      { basis: 'LOGIN', confidence: 'HIGH', emails: [user.email] },
    ]);
  }
  if (endpoint !== undefined) {
    const node = endpointNode(endpoint, context, ref);
    const basis = endpoint.enrolmentId === undefined ? 'HOST_NAME' : 'ENROLMENT';
    const confidence = basis === 'ENROLMENT' ? 'HIGH' : 'MEDIUM';
    found.push(['RAN_ON', node, { basis, confidence, addresses: [endpoint.address ?? ''] }]);
  }
  if (key !== undefined) {
    const details = { basis: 'FINGERPRINT', confidence: 'HIGH', hints: [key.hint ?? ''] };
    found.push(['USED_KEY', apiKeyNode(key), details]);
  }
  if (agent !== undefined) found.push(['RAN_AS', agentNode(agent), { version: agent.version ?? '' }]);
  if (repository !== undefined) {
    const { sensitivity } = repository;
    const node = repositoryNode(repository, context, ref);
    found.push(['IN_REPOSITORY', node, sensitivity === undefined ? {} : { sensitivity }]);
  }
  return found;
}
