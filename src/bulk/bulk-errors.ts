/** What stands in the way of loading into an empty store while no server runs; nothing was changed. */
abstract class OfflineRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class NotManagedError extends OfflineRefusedError {
  constructor() {
    super(
      'import --offline writes the files of a database itself, which it can do for the managed database only, and ' +
        'NEO4J_URI names another one. Unset NEO4J_URI, or import without --offline.',
    );
  }
}

export class ServerRunsError extends OfflineRefusedError {
  constructor(folder: string) {
    super(
      `import --offline needs the database in ${folder} to be stopped, and it runs. Stop what uses it (runtrail serve) ` +
        'and run the import again, or import without --offline.',
    );
  }
}

export class GraphNotEmptyError extends OfflineRefusedError {
  constructor(folder: string) {
    super(
      `import --offline makes a new graph, and the one in ${folder} holds something. Import without --offline, or set ` +
        'RUNTRAIL_HOME to a folder that holds no graph yet.',
    );
  }
}

/** Somebody ended the import before it was done. */
export class OfflineCancelledError extends Error {
  override readonly name = 'OfflineCancelledError';

  constructor(options?: ErrorOptions) {
    super('The import was cancelled, and the database is as it was: run it again to begin anew.', options);
  }
}

/** Neo4j's own importer ended with a failure. */
export class StoreNotMadeError extends Error {
  override readonly name = 'StoreNotMadeError';

  constructor(exitCode: number | null, lastLines: readonly string[]) {
    super(
      `Neo4j could not make a store of what was read (code ${exitCode ?? 'unknown'}); the database is as it was.\n` +
        `${lastLines.map((line) => `  ${line}`).join('\n')}\n` +
        'Where memory or disk ran out, make room and run the import again; else import without --offline.',
    );
  }
}
