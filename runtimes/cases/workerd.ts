/** workerd, which compiles no bytes and takes modules that a bundler has collected, as Wrangler does. */
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../browser.ts';
import type { Case } from '../case.ts';
import { run, start, stop } from '../process.ts';
import { answerIn } from '../verdict.ts';

const EXECUTABLE = fileURLToPath(new URL('../node_modules/@cloudflare/workerd-linux-64/bin/workerd', import.meta.url));
const BUNDLER = fileURLToPath(new URL('../bundlers/workerd.js', import.meta.url));
const PATIENCE_MS = 20_000;

export const workerd: readonly Case[] = [
  workerdCase('workerd', 'worker.js', ['workerd', 'worker', 'browser']),
  workerdCase('workerd, init', 'worker-init.js', ['browser']),
];

function workerdCase(name: string, entry: string, conditions: readonly string[]): Case {
  return {
    name,
    withoutOffsets: false,
    version: async () => {
      if (!existsSync(EXECUTABLE)) return null;
      return /\d{4}-\d\d-\d\d/.exec(await run(EXECUTABLE, ['--version'], { cwd: '/' }))?.[0] ?? 'unknown';
    },
    async run(projects, installed) {
      const project = await projects.make(name);
      installed();
      cpSync(join(project, 'app.wasm'), join(project, 'app.bin'));
      const bundled = await run(process.execPath, [BUNDLER, entry, ...conditions], { cwd: project });
      const port = await freePort();
      writeFileSync(join(project, 'out/config.capnp'), configOf(bundled.trim().split('\n'), port));
      const { child, output } = start(EXECUTABLE, ['serve', 'config.capnp'], { cwd: join(project, 'out') });
      try {
        return { answer: answerIn(await textOf(`http://127.0.0.1:${port}/`)) };
      } catch (error) {
        throw new Error(`${String(error)}\n${output().stderr.slice(-3000)}`);
      } finally {
        await stop(child);
      }
    },
  };
}

function configOf(modules: readonly string[], port: number): string {
  const kinds: Readonly<Record<string, string>> = { js: 'esModule', wasm: 'wasm', bin: 'data' };
  const entries = modules.map((file) => {
    const kind = kinds[file.slice(file.lastIndexOf('.') + 1)] ?? 'data';
    return `(name = "${file}", ${kind} = embed "${file}")`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (modules = [${entries.join(', ')}], compatibilityDate = "2026-11-01");
`;
}

/** It takes a moment until it listens. */
async function textOf(url: string): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
