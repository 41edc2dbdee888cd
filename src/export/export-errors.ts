/** The named place cannot take a file. */
export class ExportTargetError extends Error {
  override readonly name = 'ExportTargetError';

  constructor(file: string, problem: string, nextStep: string) {
    super(`The export cannot be written to ${file}: ${problem}. ${nextStep}`);
  }
}

/** The export ended before it was whole. What was written to a file is gone again. */
export class ExportCutShortError extends Error {
  override readonly name = 'ExportCutShortError';

  constructor(cause: 'STOPPED' | 'READER_GONE') {
    super(
      cause === 'STOPPED'
        ? 'The export was stopped before it was whole: run it again.'
        : 'The reader of the output went away before the export was whole: write to a file with --out, or read all of it.',
    );
  }
}
