// Packs the package, installs it in an empty project, and uses it there by import, by its lookup entry and by command. A program in TypeScript is checked
// with the declarations themselves, in each way of resolving them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [work] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const project = join(work, 'project');
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], ...options });

mkdirSync(project, { recursive: true });
const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', work], { cwd: root }));
console.log(`packed: ${files.length} files`);
writeFileSync(join(project, 'package.json'), '{"name":"project","private":true,"type":"module"}');
run('npm', ['install', '--silent', join(work, filename)]);
copyFileSync(join(root, 'fixtures/stacks/modules/app.wasm'), join(project, 'app.wasm'));

const stack =
  'RuntimeError: unreachable\n    at wasm://wasm/90e358f6:wasm-function[9]:0x2df\n    at callRun (/srv/app/harness.js:45:57)\n';
const expected =
  'RuntimeError: unreachable\n    at geo::detail::clampIndex(int) (/src/app.cpp:16:5)\n' +
  '    at geo::detail::inlineOuter(int) (/src/app.cpp:21:11)\n' +
  '    at geo::detail::Box<int, 4>::at(int) const (/src/app.cpp:30:11)\n    at callRun (/srv/app/harness.js:45:57)\n';
const equal = (what, actual) => {
  if (actual !== expected) throw new Error(`${what}: expected\n${expected}\nbut got\n${actual}`);
  console.log(`${what}: ok`);
};

writeFileSync(
  join(project, 'import.js'),
  `import { buildIndex, formatText, openIndex, openModule, symbolicate, symbolicateSync } from 'wasm-symbolicate';
import { lookup, openIndex as openForLookup } from 'wasm-symbolicate/lookup';
const stack = ${JSON.stringify(stack)};
process.stdout.write(formatText(await symbolicate(stack, [await openModule('app.wasm')])));
const bytes = await buildIndex('app.wasm');
if (formatText(symbolicateSync(stack, [openIndex(bytes)])) !== ${JSON.stringify(expected)}) throw new Error('from an index');
if (lookup(openForLookup(bytes), 0x2df).frames[0].line !== 16) throw new Error('by the lookup entry');
`,
);
equal('by import', run('node', ['import.js']));

writeFileSync(
  join(project, 'types.ts'),
  `import { init, openModule, symbolicate, type CoreSources } from 'wasm-symbolicate';
import { lookup, openIndex } from 'wasm-symbolicate/lookup';
import core from 'wasm-symbolicate/core.wasm';
import parts from 'wasm-symbolicate/core-parts.wasm';
import demangler from 'wasm-symbolicate/demangler.wasm';
import sourceMap from 'wasm-symbolicate/source-map.wasm';
const cores: CoreSources = { core, parts, demangler, sourceMap: () => Promise.resolve(sourceMap) };
init(cores);
await using module = await openModule('app.wasm');
export const line: number | null | undefined = (await symbolicate('', [module])).frames[0]?.frames[0]?.line;
export const name: string | null | undefined = lookup(openIndex(new Uint8Array()), 1).frames[0]?.function;
`,
);
for (const [module, moduleResolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
]) {
  const compilerOptions = {
    ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom'], types: [] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }));
  run(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], { stdio: 'inherit' });
  console.log(`types, ${moduleResolution}: ok`);
}
equal('by command', run('npx', ['wasm-symbolicate', '-m', 'app.wasm'], { input: stack }));
