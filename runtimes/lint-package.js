// What publint and Are The Types Wrong say of the packed package: `npm run --prefix runtimes lint-package`. Ends with 3 where they say anything.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * The package is ES modules only: TypeScript of before `exports` (node10) finds none of its entries, and in its mode of before `require` of ES modules
 * (node16) CommonJS programs have to write `import()`.
 */
const OLD = [{ resolutionKind: 'node10' }, { resolutionKind: 'node16-cjs' }];

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-lint-'));
try {
  const pack = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' });
  const tarball = readFileSync(join(folder, JSON.parse(pack)[0].filename));

  const { messages, pkg } = await publint({
    pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) },
    strict: true,
  });
  for (const message of messages) console.log(`publint: ${formatMessage(message, pkg)}`);

  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  const old = new Set(OLD.flatMap((filter) => filterProblems(analysis, filter)));
  const problems = analysis.problems.filter((problem) => !old.has(problem));
  for (const problem of problems) console.log(`types: ${JSON.stringify(problem)}`);

  const entries = Object.keys(analysis.entrypoints);
  console.log(
    `publint: ${messages.length} messages; types: ${problems.length} problems in ${entries.length} entries: ${entries.join(' ')}`,
  );
  process.exitCode = messages.length + problems.length > 0 ? 3 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
