import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

/** A program of two sources, made small, that throws; its functions have other names then. */
const SOURCES = {
  'main.ts': `import { sortedBy } from './sorting.ts';

interface Person { readonly age: number | null }

function compareAges(a: Person, b: Person): number {
  if (a.age === null) throw new Error('no age');
  return b.age === null ? compareAges(b, a) : a.age - b.age;
}

export class Register {
  #people: Person[] = [{ age: null }, { age: 4 }];
  oldest(): Person | undefined {
    return sortedBy(this.#people, compareAges)[0];
  }
}

try {
  console.log(new Register().oldest());
} catch (error) {
  console.log((error as Error).stack);
}
`,
  'sorting.ts': `/** Sorts a copy. */
export function sortedBy<T>(items: readonly T[], compare: (a: T, b: T) => number): T[] {
  const [first, second] = items;
  if (first !== undefined && second !== undefined) compareOnce(first, second, compare);
  return [...items].sort(compare);
}

const compareOnce = <T>(a: T, b: T, callback: (a: T, b: T) => number): number => {
  const result = callback(a, b);
  return result;
};
`,
};

export interface Program {
  /** Holds \`src/\` and \`dist/\`; without symbolic links. */
  readonly folder: string;
  readonly script: string;
  /** What the program printed: its own stack. */
  readonly stack: string;
}

/** Bundles the program, runs it in this Node, and gives its stack. */
export function runProgram(options: BuildOptions): Program {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasm-symbolicate-script-')));
  mkdirSync(join(folder, 'src'));
  // One further up could say that scripts are ES modules.
  writeFileSync(join(folder, 'package.json'), '{}');
  for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, 'src', name), text);
  const script = join(folder, 'dist', 'app.js');
  buildSync({
    entryPoints: [join(folder, 'src/main.ts')],
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    outfile: script,
    logLevel: 'silent',
    ...options,
  });
  return { folder, script, stack: execFileSync(process.execPath, [script], { encoding: 'utf8' }) };
}
