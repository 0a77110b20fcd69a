/** Pages in real browsers: as they are, and bundled. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, findFirefox, serveFiles, verdictOfPage } from '../browser.ts';
import type { Browser } from '../browser.ts';
import type { Case } from '../case.ts';
import { run, start, stop } from '../process.ts';
import { warningsIn } from '../warnings.ts';
import { answerOf } from '../verdict.ts';

const BUNDLERS = fileURLToPath(new URL('../bundlers/', import.meta.url));
const PATIENCE_MS = 20_000;

interface Site {
  /** Address of the page. */
  readonly page: string;
  readonly remark: string;
  readonly close: () => void;
}

/** Serves the page of a project. */
type MakeSite = (project: string) => Promise<Site>;

const unbundled: MakeSite = async (project) => {
  const { url, close } = await serveFiles(project);
  return { page: `${url}unbundled.html`, close, remark: 'import map' };
};

/** Compiles nothing in the page. */
function strictPolicy(page: string, remark: string): MakeSite {
  return async (project) => {
    const { url, close } = await serveFiles(project, "script-src 'self' 'nonce-map'");
    return { page: url + page, close, remark };
  };
}

function bundledBy(bundler: string): MakeSite {
  return async (project) => {
    const said = await run(process.execPath, [join(BUNDLERS, `${bundler}.js`)], { cwd: project });
    // Vite makes the page as well.
    const isSite = bundler === 'vite';
    const { url, close } = await serveFiles(isSite ? join(project, 'out') : project);
    return { page: isSite ? url : `${url}bundled.html`, close, remark: warningsIn(said) };
  };
}

const viteDevelopment: MakeSite = async (project) => {
  const { child, output } = start(process.execPath, [join(BUNDLERS, 'vite-dev.js')], { cwd: project });
  const end = performance.now() + PATIENCE_MS;
  while (!output().stdout.includes('\n')) {
    if (child.exitCode !== null || performance.now() > end) {
      throw new Error(`vite does not serve:\n${output().stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { page: output().stdout.trim(), close: () => void stop(child), remark: '' };
};

type Find = () => Promise<Browser | null>;

function pageCase(name: string, find: Find, make: MakeSite): Case {
  return {
    name,
    withoutOffsets: false,
    version: async () => (await find())?.version ?? null,
    async run(projects, installed) {
      const project = await projects.make(name);
      installed();
      const browser = await find();
      if (browser === null) throw new Error('no such browser');
      const site = await make(project);
      try {
        return { answer: answerOf(await verdictOfPage(browser, site.page, project)), remark: site.remark };
      } finally {
        site.close();
      }
    },
  };
}

export const pages: readonly Case[] = [
  pageCase('Chromium', findChromium, unbundled),
  pageCase('Firefox', findFirefox, unbundled),
  pageCase('Chromium, no wasm-unsafe-eval', findChromium, strictPolicy('policy.html', 'cores compiled by a worker')),
  pageCase('Firefox, no wasm-unsafe-eval', findFirefox, strictPolicy('policy-index.html', 'index from a worker')),
  pageCase('Vite, dev server, Chromium', findChromium, viteDevelopment),
  pageCase('Vite, build, Chromium', findChromium, bundledBy('vite')),
  pageCase('Vite, build, Firefox', findFirefox, bundledBy('vite')),
  pageCase('webpack, Chromium', findChromium, bundledBy('webpack')),
  pageCase('esbuild, Chromium', findChromium, bundledBy('esbuild')),
  pageCase('Rollup, Chromium', findChromium, bundledBy('rollup')),
];
