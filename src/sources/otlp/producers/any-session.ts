import { asName, usableId } from '../../json-shape.js';
import { otherEvent } from '../placed-record.js';
import type { Producer } from '../producer.js';
import { contextOf } from '../surroundings.js';
import { clientOf } from './client-name.js';

/** What no other producer claims: kept where it names a session, and counted where it is of no agent at all. */
export const anySession: Producer = {
  claims: () => true,

  read(record, { receivedAt, names }) {
    const { attributes, resource, signal } = record;
    const sessionId = usableId(attributes['session.id']) ?? usableId(attributes['conversation.id']);
    if (sessionId === null) return { kind: 'skip', name: signal === 'logs' ? 'log:other' : 'span:other' };
    const client = clientOf(resource);
    return {
      kind: 'events',
      events: [
        otherEvent({
          record,
          name: asName(attributes['event.name']) ?? asName(record.name) ?? 'unnamed',
          session: { product: client.product, sessionId },
          context: contextOf(record, {
            product: client.displayName,
            version: asName(resource['service.version']),
            identityCarried: false,
          }),
          receivedAt,
          content: names.nameOf(record),
        }),
      ],
    };
  },
};
