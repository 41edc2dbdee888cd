import {
  AssemblyFailedError,
  ChecksumMismatchError,
  type DatabaseUnavailableError,
  DiskFullError,
  DownloadWithoutNetworkError,
  VersionUnknownError,
} from './database-errors.js';

const shownLines = 8;

/**
 * Finds the reason in what Maven printed. It words a failed transfer, a wrong sum and a full disk alike as
 * artifacts that "could not be resolved", so the order of the questions matters.
 *
 * @param folder where the jars were to go
 */
export function explainMavenFailure(
  version: string,
  folder: string,
  lines: readonly string[],
): DatabaseUnavailableError {
  const line = (pattern: RegExp): string | undefined => lines.find((candidate) => pattern.test(candidate));

  const checksum = line(/Checksum validation failed|ChecksumFailureException/);
  if (checksum !== undefined) return new ChecksumMismatchError(version, plain(checksum));
  if (line(/No space left on device|Disk quota exceeded/) !== undefined) {
    return new DiskFullError(
      `${folder} or in ~/.m2, where Maven keeps a copy`,
      `the jars of Neo4j ${version}`,
    );
  }
  const transfer = line(/^\[ERROR\].*(Could not transfer|transfer failed|offline mode)/) ?? line(unreachable);
  if (transfer !== undefined) return new DownloadWithoutNetworkError(version, plain(transfer));
  const missing = line(/Could not find artifact org\.neo4j(\.app)?:neo4j/);
  if (missing !== undefined) return new VersionUnknownError(version, plain(missing));
  const errors = lines.filter((candidate) => candidate.startsWith('[ERROR]') && plain(candidate) !== '');
  return new AssemblyFailedError(
    version,
    (errors.length > 0 ? errors : lines).slice(0, shownLines).map(plain),
  );
}

const unreachable =
  /Could not transfer|transfer failed|offline mode|UnknownHostException|Unknown host|Connection refused|Connection timed out|Network is unreachable|No route to host/;

/** One line without Maven's level and its reference to a help page. */
function plain(line: string): string {
  const text = line
    .replace(/^\[(ERROR|WARNING|INFO)\]\s*/, '')
    .replace(/ -> \[Help \d+\]$/, '')
    // What Maven was doing when it failed, several times over, before what went wrong.
    .replace(/^.*?(?=Could not (transfer|find) artifact|Cannot access )/, '')
    .trim();
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
