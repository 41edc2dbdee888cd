import type { Comparison, Ratio, Timings } from './measure.js';
import type { MachineDescription } from './machine.js';

interface Row {
  /** What was asked, and of what. */
  readonly question: string;
  /** In the process, over HTTP, or into the database. */
  readonly where: string;
  /** What the first side, ours, was. */
  readonly ours: string;
  /** Why the ratio says nothing; null where both sides gave the same. */
  readonly invalid: string | null;
  readonly notes: readonly string[];
}

/** One line of the table: two sides of one question. */
export interface ComparedRow extends Row {
  readonly theirs: string;
  readonly comparison: Comparison;
  /** Set where speed is better told as a rate: items in one run of either side. */
  readonly items?: { readonly count: number; readonly name: string };
}

/** One line of the table: something that is measured once, and held against a bound. */
export interface BoundedRow extends Row {
  readonly measured: { readonly value: number; readonly atMost: number; readonly unit: string };
}

export type RowResult = ComparedRow | BoundedRow;

export interface BenchReport {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly machine: MachineDescription;
  /** Neo4j with its memory; null where no row needed it. */
  readonly database: string | null;
  /** The one-minute load average when the run began and when it ended: over the number of CPUs, others were at work. */
  readonly load: { readonly atStart: number; readonly atEnd: number };
  readonly data: {
    readonly seed: string;
    readonly sessions: number;
    readonly subagents: number;
    readonly nodes: number;
    readonly relationships: number;
  } | null;
  readonly rows: readonly RowResult[];
}

/** The report for people. */
export function reportText(report: BenchReport): string {
  const { machine, data, load } = report;
  const lines = [
    `Runtrail bench, ${report.startedAt} to ${report.finishedAt}`,
    `Machine: ${machine.cpus} CPUs (${machine.cpuModel}), ${machine.memoryGb} GB; ${machine.os}; Node ${machine.node}; ${machine.java}`,
    `Database: ${report.database ?? 'none was needed'}`,
    `Load average: ${load.atStart.toFixed(1)} at the start, ${load.atEnd.toFixed(1)} at the end, on ${machine.cpus} CPUs`,
    data === null
      ? 'Data: events only'
      : `Data: ${count(data.sessions)} sessions and ${count(data.subagents)} subagents from seed "${data.seed}": ` +
        `${count(data.nodes)} nodes, ${count(data.relationships)} relationships`,
    'Pairs of runs in turn, the first of a pair alternating; ms are the median and (p95); ratio is the median of the',
    "pairs' ratios of time, ours to the other's, and (the middle half): below 1, ours is faster.",
    '',
    ...table(report.rows),
    '',
    ...report.rows.flatMap((row, index) => [
      `[${index + 1}] ours: ${row.ours}; ${otherSide(row)}`,
      ...row.notes.map((note) => `    ${note}`),
      ...(row.invalid === null ? [] : [`    INVALID: ${row.invalid}`]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function table(rows: readonly RowResult[]): string[] {
  const cells = rows.map((row, index) => [`[${index + 1}]`, row.question, row.where, ...figures(row)]);
  const all = [['', 'question', 'where', 'ours', 'other', 'ratio'], ...cells];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function otherSide(row: RowResult): string {
  return 'measured' in row
    ? 'other: the bound; measured once'
    : `other: ${row.theirs}; ${row.comparison.rounds} pairs`;
}

/** Ours, the other's, and the ratio. */
function figures(row: RowResult): readonly string[] {
  if ('measured' in row) {
    const { value, atMost, unit } = row.measured;
    const ratio = (value / atMost).toFixed(2);
    return [
      `${count(Math.round(value))} ${unit}`,
      `at most ${count(atMost)} ${unit}`,
      row.invalid === null ? ratio : 'INVALID',
    ];
  }
  const { a, b, ratio } = row.comparison;
  return [side(row, a), side(row, b), row.invalid === null ? ratioText(ratio) : 'INVALID'];
}

function side(row: ComparedRow, timings: Timings): string {
  if (row.items !== undefined)
    return `${count(perSecond(row.items.count, timings.medianMs))} ${row.items.name}/s`;
  return `${ms(timings.medianMs)} (${ms(timings.p95Ms)})`;
}

function ratioText({ median, p25, p75 }: Ratio): string {
  return `${median.toFixed(2)} (${p25.toFixed(2)}–${p75.toFixed(2)})`;
}

function perSecond(items: number, durationMs: number): number {
  return Math.round(items / (durationMs / 1000));
}

function ms(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
