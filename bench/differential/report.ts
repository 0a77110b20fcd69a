import type { Case } from './classify.ts';
import { paintShare } from './compare.ts';
import type { Result } from './compare.ts';

/** Unexplained differences that are printed for each module; all are counted. */
const PRINTED = 10;

const HEADINGS = [
  'module',
  'kind',
  'addresses',
  'calls',
  'equal',
  'explained',
  'unexplained',
  'paint alone',
  'LLVM holes',
];

/** A table of all modules, then the causes of the differences. */
export function formatResults(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.subject.name,
    result.subject.kind,
    `${result.addresses}`,
    `${result.calls}`,
    `${result.equal}`,
    `${[...result.classes.values()].reduce((sum, count) => sum + count, 0)}`,
    `${result.unexplained.length}`,
    result.paint === null ? '' : percent(paintShare(result.paint)),
    result.paint === null ? '' : percent(result.paint.llvmHoles / result.paint.described),
  ]);
  const lines = alignColumns([HEADINGS, ...rows]);
  const causes = results
    .filter(({ classes }) => classes.size > 0)
    .map(({ subject, classes }) => {
      const counts = [...classes].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
      return `  ${subject.name}: ${counts.join(', ')}`;
    });
  return [
    ...lines,
    '',
    'Explained differences by cause (bench/README.md says who is right, and by which evidence):',
    ...causes,
  ].join('\n');
}

/** The differences of one module that no evidence explains, both answers side by side. */
export function formatUnexplained({ subject, unexplained }: Result): string {
  const cases = unexplained.slice(0, PRINTED).map((difference) => formatCase(subject.name, difference));
  const more = unexplained.length - cases.length;
  return [...cases, ...(more > 0 ? [`… and ${more} more in ${subject.name}`] : [])].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function formatCase(module: string, { address, body, ours, llvm, paint }: Case): string {
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const frames = (list: Case['ours'] | Case['llvm']): string[] =>
    list.map(({ symbol, file, line, column }) => `    ${symbol ?? '??'}  ${file ?? '??'}:${line ?? 0}:${column ?? 0}`);
  return [
    `UNEXPLAINED ${module} code-relative ${hex(address)} in body ${hex(body.start)}–${hex(body.end)}`,
    '  ours',
    ...frames(ours),
    ...(paint === null ? [] : ['  ours, paint alone', ...frames(paint)]),
    '  LLVM',
    ...frames(llvm),
  ].join('\n');
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
