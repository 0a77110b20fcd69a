import type { Summary } from './statistics.ts';

/** One line of the table: a figure of one module, held against what was promised. */
export interface Row {
  readonly figure: string;
  readonly module: string;
  readonly ours: string;
  readonly peer: string;
  /** What is judged. */
  readonly measured: number;
  /** The same of the fastest rounds; `null` for what is not a time. */
  readonly ofMinima: number | null;
  readonly must: number;
  readonly aim: number;
  readonly unit: '×' | 'kB';
  readonly memory: string;
}

const HEAD = [
  'figure',
  'module',
  'ours',
  'peer',
  'measured',
  'of minima',
  'must',
  'aim',
  'verdict',
  'memory ours / peer',
];

export function verdictOf({ measured, must, aim }: Row): string {
  if (measured <= aim) return 'aim';
  return measured <= must ? 'must' : '**missed**';
}

export function formatRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.figure,
    row.module,
    row.ours,
    row.peer,
    quantity(row.measured, row.unit),
    row.ofMinima === null ? '' : quantity(row.ofMinima, row.unit),
    `≤ ${row.must} ${row.unit}`,
    `≤ ${row.aim} ${row.unit}`,
    verdictOf(row),
    row.memory,
  ]);
  return markdown(HEAD, cells);
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function quantity(value: number, unit: Row['unit']): string {
  return unit === '×' ? `${value.toFixed(value < 0.1 ? 3 : 2)} ×` : `${value.toFixed(1)} kB`;
}

/** Minimum and median. */
export function milliseconds({ min, median }: Summary): string {
  return `${digits(min)} / ${digits(median)} ms`;
}

/** Of one of so many. */
export function nanosecondsEach({ min, median }: Summary, count: number): string {
  return `${Math.round((min * 1e6) / count)} / ${Math.round((median * 1e6) / count)} ns`;
}

export function megabytes(bytes: number): string {
  return `${digits(bytes / 1e6)} MB`;
}

function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
