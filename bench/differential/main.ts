import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, paintShare } from './compare.ts';
import type { Result } from './compare.ts';
import { SetupError, UsageError } from './errors.ts';
import { findSymbolizer } from './llvm.ts';
import { loadLibrary } from './package-under-test.ts';
import { compareMap, formatMaps, mappedModules } from './maps.ts';
import type { MapResult } from './maps.ts';
import { formatResults, formatUnexplained } from './report.ts';
import { compareScopes, differs, formatScopes } from './scopes.ts';
import type { ScopesResult } from './scopes.ts';
import { bigRust, fixtures, published } from './subjects.ts';
import type { Subject } from './subjects.ts';
import { compareTwins, formatTwins } from './twins.ts';

const USAGE = `Usage: npm run differential -- [--module NAME|FILE.wasm]… [--addresses N] [--seed N] [--fixtures-only]

Compares the built package with llvm-symbolizer 14, address by address. README.md beside this says how.
Exit codes: 0 no difference is unexplained, 2 wrong usage, 3 there are unexplained ones or too few equal ones, 1 it could not run.`;

const UNEXPLAINED = 3;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      module: { type: 'string', multiple: true },
      addresses: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      'fixtures-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const symbolizer = findSymbolizer();
  const library = await loadLibrary();
  const options = { symbolizer, library, addresses: wholeNumber(values.addresses), seed: wholeNumber(values.seed) };

  const results: Result[] = [];
  for (const subject of chooseSubjects(values.module, values['fixtures-only'])) {
    process.stderr.write(`${subject.name} …\n`);
    const result = await compare(subject, options);
    if (result.unexplained.length > 0) console.log(formatUnexplained(result));
    results.push(result);
  }
  console.log(formatResults(results));
  const twins = values.module === undefined ? await compareTwins(library) : [];
  if (twins.length > 0) console.log(`\n${formatTwins(twins)}`);
  const maps: MapResult[] = [];
  if (values.module === undefined)
    for (const subject of mappedModules(values['fixtures-only'])) maps.push(await compareMap(library, subject));
  if (maps.length > 0) console.log(`\n${formatMaps(maps)}`);
  const scopes: ScopesResult[] = [];
  if (values.module === undefined) for (const subject of fixtures()) scopes.push(await compareScopes(library, subject));
  if (scopes.length > 0) console.log(`\n${formatScopes(scopes)}`);
  const unexplained =
    scopes.some(differs) ||
    results.some((result) => result.unexplained.length > 0) ||
    twins.some(({ different }) => different.length > 0) ||
    maps.some((map) => map.unexplained.length > 0 || (map.dwarf?.different.length ?? 0) > 0);
  const poorPaint = results.filter(({ subject, paint }) => paint !== null && paintShare(paint) < subject.paintAtLeast);
  for (const { subject } of poorPaint) {
    console.log(
      `${subject.name}: paint alone must equal LLVM in at least ${subject.paintAtLeast * 100} % of the chains`,
    );
  }
  return unexplained || poorPaint.length > 0 ? UNEXPLAINED : 0;
}

function chooseSubjects(names: readonly string[] | undefined, fixturesOnly: boolean): Subject[] {
  const known = [...fixtures(), ...(fixturesOnly ? [] : published())];
  const wantsBigRust = !fixturesOnly && (names === undefined || names.includes('big-rust'));
  const chosen = known.filter(({ name }) => names === undefined || names.includes(name));
  const files = (names ?? []).filter((name) => name.endsWith('.wasm') && existsSync(name));
  const subjects = [
    ...chosen,
    ...files.map((path): Subject => ({ name: path, path, kind: 'sound', paintAtLeast: 0 })),
    ...(wantsBigRust ? [bigRust()] : []),
  ];
  const unknown = names?.filter((name) => !subjects.some((subject) => subject.name === name)) ?? [];
  if (unknown.length > 0) throw new UsageError(`unknown module ${unknown.join(', ')}`);
  return subjects;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`not a whole number: ${text}`);
  return Number(text);
}

try {
  process.exitCode = await main();
} catch (error) {
  // parseArgs reports unknown options as TypeErrors with a code.
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
