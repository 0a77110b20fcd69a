/** Runtimes that run a program with files: Node, Bun, Deno. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case } from '../case.ts';
import { run } from '../process.ts';
import { byNpm } from '../projects.ts';
import type { Install } from '../projects.ts';
import { warningsIn } from '../warnings.ts';
import { answerIn } from '../verdict.ts';

const INSTALLED = fileURLToPath(new URL('../node_modules/', import.meta.url));

const BUNDLER = fileURLToPath(new URL('../bundlers/esbuild-node.js', import.meta.url));

interface Program {
  readonly name: string;
  /** In node_modules. */
  readonly executable: string;
  readonly args: readonly string[];
  /** How this runtime installs the package; left out: it does not, and npm does. */
  readonly installer?: (path: string) => Install;
  readonly withoutOffsets?: boolean;
}

const NODES = [20, 22, 24, 26].flatMap((major): Program[] => {
  const node = { executable: `node${major}/bin/node`, installer: byNpm };
  return [
    { ...node, name: `Node ${major}`, args: ['program.js'] },
    { ...node, name: `Node ${major}, require`, args: ['required.cjs'] },
  ];
});

const RUNTIMES: readonly Case[] = [
  ...NODES,
  {
    name: 'Bun',
    executable: '@oven/bun-linux-x64/bin/bun',
    args: ['program-sites.js'],
    installer: byBun,
    withoutOffsets: true,
  },
  { name: 'Deno', executable: '@deno/linux-x64-glibc/deno', args: ['run', '--allow-read', 'program.js'] },
].map(programCase);

/** A program of one file, for servers that are deployed as such. */
const bundledProgram: Case = {
  name: 'esbuild, Node (CommonJS)',
  withoutOffsets: false,
  version: () => Promise.resolve(process.versions.node),
  async run(projects, installed) {
    const project = await projects.make('esbuild-node');
    installed();
    const said = await run(process.execPath, [BUNDLER], { cwd: project });
    rmSync(join(project, 'node_modules'), { recursive: true });
    const answer = answerIn(await run(process.execPath, ['out/required.cjs'], { cwd: project }));
    return { answer, remark: warningsIn(said) };
  },
};

export const programs: readonly Case[] = [...RUNTIMES, bundledProgram];

function byBun(bun: string): Install {
  return (tarball, project) => run(bun, ['add', '--silent', tarball], { cwd: project });
}

function programCase({ name, executable, args, installer, withoutOffsets = false }: Program): Case {
  const path = join(INSTALLED, executable);
  return {
    name,
    withoutOffsets,
    version: async () => {
      if (!existsSync(path)) return null;
      return /\d+(?:\.\d+)+/.exec(await run(path, ['--version'], { cwd: INSTALLED }))?.[0] ?? 'unknown';
    },
    async run(projects, installed) {
      const project = await projects.make(name, installer?.(path));
      installed();
      return { answer: answerIn(await run(path, args, { cwd: project })) };
    },
  };
}
