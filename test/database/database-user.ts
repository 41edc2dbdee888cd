/**
 * A process that uses the database of its environment, for tests of several at once. It prints one line of JSON when
 * it has the database, lets go of it when its standard input ends, and then exits by itself.
 */
import { parseConfig } from '../../src/config.js';
import { locateDatabase } from '../../src/database/locate-database.js';

const handle = await locateDatabase(parseConfig(process.env), (progress) =>
  process.stderr.write(`${progress}\n`),
);
process.stdout.write(`${JSON.stringify({ uri: handle.address.uri, startedHere: handle.startedHere })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void handle.stop());
