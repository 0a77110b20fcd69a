/** Real browsers, headless. No driver: a page sends what it found by itself, so that any browser will do that can be started with an address. */
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { delimiter, extname, join } from 'node:path';
import { run, start, stop } from './process.ts';

export interface Browser {
  readonly path: string;
  readonly version: string;
  readonly args: (profile: string) => readonly string[];
}

const PATIENCE_MS = 45_000;

const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** So that Firefox asks no other host for anything. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

export async function findChromium(): Promise<Browser | null> {
  return found(['chromium', 'chromium-browser', 'google-chrome'], (profile) => [
    ...CHROMIUM_FLAGS,
    `--user-data-dir=${profile}`,
  ]);
}

export async function findFirefox(): Promise<Browser | null> {
  return found(['firefox-esr', 'firefox'], (profile) => {
    mkdirSync(profile, { recursive: true });
    const lines = Object.entries(FIREFOX_PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    return ['--headless', '--no-remote', '--profile', profile];
  });
}

async function found(names: readonly string[], args: Browser['args']): Promise<Browser | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (path === undefined) return null;
  const said = await run(path, ['--version'], { cwd: '/' });
  return { path, version: /\d+(?:\.\d+)*(?:esr)?/.exec(said)?.[0] ?? 'unknown', args };
}

/** Opens a page, and gives what it sends to the address in its parameter `verdict`. */
export async function verdictOfPage(browser: Browser, page: string, folder: string): Promise<unknown> {
  let settle: (body: string) => void = () => undefined;
  const body = new Promise<string>((resolve) => {
    settle = resolve;
  });
  const { url, close } = await serve((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      response.end();
      if (request.method === 'POST') settle(text);
    });
  });
  const address = `${page}?verdict=${encodeURIComponent(url)}`;
  const { child, output } = start(browser.path, [...browser.args(join(folder, 'profile')), address], { cwd: folder });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the page did not answer in ${PATIENCE_MS / 1000} s\n${output().stderr.slice(-2000)}`));
    }, PATIENCE_MS);
  });
  try {
    return JSON.parse(await Promise.race([body, late]));
  } finally {
    clearTimeout(timer);
    await stop(child);
    close();
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves the files of a project. `policy`: of its page, not of the scripts of workers. */
export function serveFiles(folder: string, policy: string | null = null): Promise<Served> {
  return serve((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://host').pathname.replace(/\/$/, '/index.html'));
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' };
    const isPage = extname(path) === '.html';
    response.writeHead(200, isPage && policy !== null ? { ...headers, 'content-security-policy': policy } : headers);
    createReadStream(path).pipe(response);
  });
}

export interface Served {
  /** Ends in a slash. */
  readonly url: string;
  readonly close: () => void;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Served> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${portOf(server)}/`, close };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** A port of this machine that nothing uses now. */
export async function freePort(): Promise<number> {
  const { url, close } = await serve(() => undefined);
  close();
  return Number(new URL(url).port);
}
