import type { Verdict } from './verdict.ts';

/** What became of a case. `verdict` is `null` where the runtime is missing, or failed before it could answer. */
export interface Row {
  readonly name: string;
  readonly version: string | null;
  readonly installed: boolean;
  readonly verdict: Verdict | null;
  /** Why the case failed; `null`: it is as expected, or its runtime is missing. */
  readonly failure: string | null;
  readonly remark: string;
}

const HEAD = ['runtime', 'version', 'installed', 'core compiled', 'crash symbolicated', 'frames right', ''];

export function printHead(names: readonly string[]): (row: Row) => void {
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, column === 0 ? longest(names) : column === 1 ? 14 : 0),
  );
  const print = (cells: readonly string[]): void => {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  };
  print(HEAD);
  return (row) => {
    print(cellsOf(row));
  };
}

function cellsOf({ name, version, installed, verdict, failure, remark }: Row): string[] {
  if (version === null) return [name, 'missing', '–', '–', '–', '–', remark];
  const yes = (holds: boolean | undefined): string => (holds === true ? 'yes' : 'NO');
  const right = verdict === null ? 'NO' : `${failure === null ? '' : 'NO, '}${verdict.right} of ${verdict.of}`;
  return [name, version, yes(installed), yes(verdict?.compiled), yes(verdict?.symbolicated), right, remark];
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}
