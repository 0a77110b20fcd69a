/** Temporary projects that have the package from its packed tarball. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './process.ts';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const GUEST = fileURLToPath(new URL('guest/', import.meta.url));
const APP = join(REPOSITORY, 'fixtures/stacks/modules/app.wasm');

export interface Projects {
  /** A new project with the guests' files and the package. */
  readonly make: (name: string, install?: Install) => Promise<string>;
  readonly remove: () => void;
}

/** Installs a tarball in a project. */
export type Install = (tarball: string, project: string) => Promise<unknown>;

/** Packs the package as it would be published. */
export async function packedPackage(): Promise<Projects> {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-runtimes-'));
  const args = [await npmScript(), 'pack', '--json', '--pack-destination', folder];
  const packed: unknown = JSON.parse(await run(process.execPath, args, { cwd: REPOSITORY }));
  const tarball = join(folder, fileNameOf(packed));
  return {
    async make(name, install = byNpm(process.execPath)) {
      const project = join(folder, name.replace(/\W+/g, '-').toLowerCase());
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), '{ "name": "guest", "private": true, "type": "module" }\n');
      cpSync(GUEST, project, { recursive: true });
      cpSync(APP, join(project, 'app.wasm'));
      // From there Vite takes it along.
      cpSync(APP, join(project, 'public/app.wasm'));
      await install(tarball, project);
      return project;
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** By npm, run by this Node. */
export function byNpm(node: string): Install {
  return async (tarball, project) => {
    const args = [await npmScript(), 'install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', tarball];
    // What npm starts is to be that Node, too.
    const environment = { PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
    await run(node, args, { cwd: project, environment });
  };
}

function fileNameOf(packed: unknown): string {
  if (Array.isArray(packed)) {
    const first: unknown = packed[0];
    if (typeof first === 'object' && first !== null && 'filename' in first) return String(first.filename);
  }
  throw new Error('npm pack gave no file');
}

/** npm's own program, for other Nodes to run. */
async function npmScript(): Promise<string> {
  const fromNpm = process.env['npm_execpath'];
  if (fromNpm !== undefined) return fromNpm;
  const root = await run('npm', ['root', '--global'], { cwd: REPOSITORY });
  return join(root.trim(), 'npm/bin/npm-cli.js');
}
