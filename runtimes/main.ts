/**
 * Installs the packed package in a temporary project for each runtime, stops a module there, and holds what the package makes of that very stack against the
 * truth. Ends with 3 where an answer is wrong, or a runtime is missing.
 *   npm run runtimes -- [--only NAME,…] [--allow-missing]
 */
import { parseArgs } from 'node:util';
import type { Case } from './case.ts';
import { pages } from './cases/pages.ts';
import { programs } from './cases/programs.ts';
import { workerd } from './cases/workerd.ts';
import { packedPackage } from './projects.ts';
import type { Projects } from './projects.ts';
import { printHead } from './table.ts';
import type { Row } from './table.ts';
import { verdictOn } from './verdict.ts';

const CASES: readonly Case[] = [...programs, ...workerd, ...pages];

/** Runtimes that need a system of their own, which this cannot bring. */
const ELSEWHERE = [
  { name: 'Safari', remark: 'needs macOS; stacks of WebKitGTK and its jsc are among the captures (npm run stacks)' },
];

const { values } = parseArgs({
  options: { only: { type: 'string' }, 'allow-missing': { type: 'boolean', default: false } },
});
const wanted = values.only?.toLowerCase().split(',');
const cases = CASES.filter(({ name }) => wanted?.some((part) => name.toLowerCase().includes(part)) ?? true);

async function rowOf(one: Case, projects: Projects): Promise<Row> {
  const { name } = one;
  const row = { name, installed: false, verdict: null, failure: null, remark: '' };
  const version = await one.version();
  if (version === null) return { ...row, version, remark: 'not on this machine' };
  const state = { installed: false };
  try {
    const { answer, remark = '' } = await one.run(projects, () => {
      state.installed = true;
    });
    const verdict = verdictOn(answer, one);
    const remarks = [verdict.remark, remark].filter((text) => text !== '');
    return { ...row, ...state, version, verdict, failure: verdict.wrong, remark: remarks.join('; ') };
  } catch (error) {
    return { ...row, ...state, version, failure: error instanceof Error ? error.message : String(error) };
  }
}

function withRemark(row: Row, remark: string): Row {
  return { ...row, remark: [row.remark, remark].filter((text) => text !== '').join('; ') };
}

const projects = await packedPackage();
const rows: Row[] = [];
try {
  const print = printHead(CASES.map(({ name }) => name));
  for (const one of cases) {
    const first = await rowOf(one, projects);
    // Browsers that start on a busy machine now and then do not come up; a wrong answer comes again.
    const row = first.failure === null ? first : withRemark(await rowOf(one, projects), `first try: ${first.failure}`);
    print(row);
    rows.push(row);
  }
} finally {
  projects.remove();
}
for (const { name, remark } of ELSEWHERE) console.log(`${name}: not run here: ${remark}`);

const missing = rows.filter(({ version }) => version === null);
const failed = rows.filter(({ failure }) => failure !== null);
for (const { name, failure } of failed) console.error(`\n${name}: ${failure}`);
console.log(
  `\n${rows.length - missing.length - failed.length} of ${rows.length} right, ${failed.length} wrong, ${missing.length} missing`,
);
process.exitCode = failed.length > 0 || (missing.length > 0 && !values['allow-missing']) ? 3 : 0;
