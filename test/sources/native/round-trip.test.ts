import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RuntrailEvent } from '../../../src/events/event.js';
import { parseNativeEvent } from '../../../src/sources/native/parse-native-event.js';
import { toNative } from '../../../src/sources/native/to-native.js';
import { runtrailEvent } from './native-event.arbitrary.js';

const LATER = Date.UTC(2101, 0, 1);

describe('an event that is written and read again', () => {
  it('is the same event', () => {
    fc.assert(
      fc.property(runtrailEvent, (event) => {
        const written = JSON.stringify(toNative(event));
        expect(parseNativeEvent(JSON.parse(written), LATER)).toEqual(event);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same when it goes round twice, whatever its payload', () => {
    const payloads = ['{"a":1}', '{ "a": 1 }', 'plain text', 'null', '"text"', '', '1.0', null];
    for (const payload of payloads) {
      const first = parseNativeEvent(
        { v: 1, type: 'USER_PROMPT', product: 'codex', sessionId: 's', payload: {} },
        LATER,
      );
      const event = { ...(first as RuntrailEvent), payload };
      const again = parseNativeEvent(JSON.parse(JSON.stringify(toNative(event))), LATER) as RuntrailEvent;
      expect(again).toEqual(event);
      expect(parseNativeEvent(JSON.parse(JSON.stringify(toNative(again))), LATER)).toEqual(event);
    }
  });
});
