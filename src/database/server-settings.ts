import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { DatabaseMemory } from './memory-sizing.js';
import { isCalendarVersion } from './neo4j-version.js';
import { recipeFolder } from './recipe-folder.js';

export interface ServerSettings extends DatabaseMemory {
  readonly port: number;
}

/** Writes `neo4j.conf` anew from the packaged template and what is decided at this start. */
export async function writeServerSettings(
  configFolder: string,
  neo4jVersion: string,
  settings: ServerSettings,
): Promise<void> {
  const template = await readFile(path.join(recipeFolder, 'neo4j.conf'), 'utf8');
  const decided = [
    `server.bolt.listen_address=127.0.0.1:${settings.port}`,
    `server.bolt.advertised_address=127.0.0.1:${settings.port}`,
    `server.memory.pagecache.size=${settings.pageCacheMb}m`,
    ...(isCalendarVersion(neo4jVersion) ? calendarVersionsOnly : longTermVersionOnly),
  ];
  const file = path.join(configFolder, 'neo4j.conf');
  await writeFile(file, `${template}\n# Decided at this start.\n${decided.join('\n')}\n`, { mode: 0o600 });
}

/**
 * The options with which Neo4j's own launcher starts its server, without those that only serve profilers.
 * Java ignores unknown `-XX` options here, so that one list serves 17, 21 and 25.
 */
export function javaOptions(javaMajor: number, heapMb: number, logFolder: string): readonly string[] {
  return [
    '-XX:+IgnoreUnrecognizedVMOptions',
    `-Xms${Math.min(heapMb, 256)}m`,
    `-Xmx${heapMb}m`,
    '-XX:+UseG1GC',
    '-XX:-OmitStackTraceInFastThrow',
    '-XX:+UnlockExperimentalVMOptions',
    '-XX:+TrustFinalNonStaticFields',
    '-XX:+DisableExplicitGC',
    // A server that ran out of memory answers some requests and hangs on others: one that has ended is plainly away.
    '-XX:+ExitOnOutOfMemoryError',
    `-XX:ErrorFile=${path.join(logFolder, 'java-crash-%p.log')}`,
    '-Djdk.nio.maxCachedBufferSize=1024',
    '-Dio.netty.tryReflectionSetAccessible=true',
    '-Dio.netty.leakDetection.level=DISABLED',
    '-Dlog4j2.disable.jmx=true',
    '-Dlog4j.layout.jsonTemplate.maxStringLength=32768',
    '-Dfile.encoding=UTF-8',
    '--add-opens=java.base/java.nio=ALL-UNNAMED',
    '--add-opens=java.base/java.io=ALL-UNNAMED',
    '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
    '--add-opens=java.base/java.util.concurrent=ALL-UNNAMED',
    '--enable-native-access=ALL-UNNAMED',
    // From 24 on Java warns of Unsafe's memory methods, which the page cache is built on; 23 knows the option first.
    ...(javaMajor >= 23 ? ['--sun-misc-unsafe-memory-access=allow'] : []),
  ];
}

/**
 * By the time the connector closes, the databases have been stopped and check-pointed: the 5 s for which it then
 * listens for stragglers, once per connector, would only delay the end of the service.
 */
const longTermVersionOnly = ['internal.dbms.bolt.netty_server_shutdown_quiet_period=0'];

/**
 * These versions broadcast on the local network and offer a cloud service: both are turned off. The settings came
 * in the course of them, and a version that lacks one must not refuse to start for it.
 */
const calendarVersionsOnly = [
  'server.config.strict_validation.enabled=false',
  'internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s',
  'server.fleet_discovery.enabled=false',
  'dbms.fleet_manager.enabled=false',
];

/** The class whose `main` is the server; it was renamed with the calendar versions. */
export function entryClass(neo4jVersion: string): string {
  return isCalendarVersion(neo4jVersion)
    ? 'org.neo4j.server.Neo4jCommunity'
    : 'org.neo4j.server.CommunityEntryPoint';
}
