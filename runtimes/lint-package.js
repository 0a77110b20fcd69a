// What publint and Are The Types Wrong say of the packed package: `npm --prefix runtimes run lint-package`. Fails where they say anything.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-lint-'));
const npm = (...args) =>
  execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
const tool = (name, ...args) => npm('exec', '--prefix', import.meta.dirname, '--', name, ...args);

try {
  const tarball = join(folder, JSON.parse(npm('pack', '--json', '--pack-destination', folder))[0].filename);
  console.log(tool('publint', '--strict', tarball));
  // Its profile is in .attw.json, for whoever runs it by hand, too.
  console.log(tool('attw', '--config-path', join(root, '.attw.json'), '--no-emoji', '--no-color', tarball));
} catch (error) {
  console.error(error.stdout ?? error);
  process.exitCode = 3;
} finally {
  rmSync(folder, { recursive: true });
}
