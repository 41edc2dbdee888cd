export interface RulesFault {
  /** 1-based; null where the fault is of the file as a whole. */
  readonly line: number | null;
  readonly column: number | null;
  /** Where in the rules: `files[2].level`. */
  readonly where: string;
  /** What is wrong and what would be accepted. */
  readonly message: string;
}

/** Every fault of a file of sensitivity rules at once. */
export class SensitivityRulesError extends Error {
  override readonly name = 'SensitivityRulesError';

  constructor(
    readonly source: string,
    readonly faults: readonly RulesFault[],
  ) {
    const lines = faults.map(({ line, column, where, message }) => {
      const position = line === null ? '' : `${line}:${column ?? 1} `;
      return `  ${position}${where === '' ? '' : `${where}: `}${message}`;
    });
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    super(`The sensitivity rules in ${source} have ${count}:\n${lines.join('\n')}`);
  }
}
