import { describe, expect, test } from 'vitest';

import { isNewerStore } from '../../src/database/neo4j-version.js';
import { recogniseStartFailure } from '../../src/database/start-failure.js';

describe('recogniseStartFailure', () => {
  test.each([
    ['INFO  Bolt enabled on localhost:7687.\nINFO  Started.', undefined],
    [
      'Caused by: io.netty.channel.unix.Errors$NativeIoException: bind(..) failed with error(-98): Address already in use',
      'port lost',
    ],
    [
      'ERROR [system/00000000] Warning! System is running out of disk space. Failed to preallocate log file since disk ' +
        'does not have enough space left. Allocation fails with error: No space left on device',
      undefined,
    ],
    ['WARN  java.io.IOException: No space left on device\nFailed to preallocate log file', 'disk full'],
    ['ERROR Failed to start DatabaseId{e39bb566[neo4j]}', 'store damaged'],
    [
      'Lock file has been locked by another process: /d/store_lock.\nFailed to start DatabaseId{e39bb566[neo4j]}',
      'store in use',
    ],
  ])('%j means %s', (log, failure) => {
    expect(recogniseStartFailure(log)).toBe(failure);
  });
});

describe('isNewerStore', () => {
  test.each([
    ['2026.08.1', '5.26.30', true],
    ['2026.08.1', '2026.07.0', true],
    ['2027.01.0', '2026.12.0', true],
    ['2026.08.2', '2026.08.1', false],
    ['5.26.30', '5.26.1', false],
    ['5.26.30', '2025.01.0', false],
    ['2026.09.0', '2026.10.0', false],
  ])('a store of %s for %s: %s', (written, wanted, newer) => {
    expect(isNewerStore(written, wanted)).toBe(newer);
  });
});
