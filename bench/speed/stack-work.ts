/** What our side and its peers do with stacks, in one process: the parsers of npm on the captures, and one event as text and as JSON. */
import { readFileSync } from 'node:fs';
import errorStackParser from 'error-stack-parser';
import { parse as parseStackTrace } from 'stacktrace-parser';

export interface CapturedStack {
  readonly text: string;
  readonly message: string;
  readonly frames: number;
}

/** Captures whose Wasm frames are known; their frames are counted. */
export function capturedStacks(path: string): readonly CapturedStack[] {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n');
  return rows.flatMap((row) => {
    const capture = JSON.parse(row) as { text: string; message?: string; frames?: readonly unknown[] };
    if (capture.frames === undefined) return [];
    return [{ text: capture.text, message: capture.message ?? '', frames: capture.frames.length }];
  });
}

interface ErrorStackParser {
  readonly parse: (error: Error) => readonly unknown[];
}

/** `error-stack-parser` is CommonJS that calls itself a module of the other kind, which hosts and bundlers read differently. */
function errorStackParserOf(imported: ErrorStackParser | { readonly default: ErrorStackParser }): ErrorStackParser {
  return 'default' in imported ? imported.default : imported;
}

const errorStacks = errorStackParserOf(errorStackParser);

/** Frames of all stacks. A text that a parser refuses counts as none. */
export const PARSERS: Readonly<Record<string, (stack: CapturedStack) => number>> = {
  'error-stack-parser': ({ text, message }) => {
    try {
      return errorStacks.parse({ name: 'Error', message, stack: text }).length;
    } catch (error) {
      // What it says of a text that it does not know. Called without its object it failed at each text, and looked fast.
      if (error instanceof Error && error.message === 'Cannot parse given Error object') return 0;
      throw error;
    }
  },
  'stacktrace-parser': ({ text }) => parseStackTrace(text).length,
};

/** A stack of 20 Wasm frames, given by module-file offsets. */
export function stackText(offsets: readonly number[], functionIndexes: readonly number[]): string {
  const frames = offsets.map(
    (offset, i) =>
      `    at f${i} (http://127.0.0.1/app.wasm:wasm-function[${functionIndexes[i] ?? 0}]:0x${offset.toString(16)})`,
  );
  return ['RuntimeError: unreachable', ...frames].join('\n');
}

/** The event that Sentry's SDK would send of it, with nothing in it that the stack does not ask for. */
export function sentryEvent(offsets: readonly number[], functionIndexes: readonly number[]): string {
  const frames = offsets.map((offset, i) => ({
    function: `f${i}`,
    filename: `http://127.0.0.1/app.wasm:wasm-function[${functionIndexes[i] ?? 0}]:0x${offset.toString(16)}`,
    abs_path: 'http://127.0.0.1/app.wasm',
    instruction_addr: `0x${offset.toString(16)}`,
    addr_mode: 'rel:0',
    platform: 'native',
    in_app: true,
  }));
  const type = { type: 'RuntimeError', value: 'unreachable', mechanism: { type: 'onerror', handled: false } };
  return JSON.stringify({
    event_id: '0123456789abcdef0123456789abcdef',
    timestamp: 1795413998.791,
    platform: 'javascript',
    level: 'error',
    environment: 'production',
    release: 'app@1.2.3',
    sdk: { name: 'sentry.javascript.browser', version: '10.70.0' },
    request: { url: 'http://127.0.0.1/', headers: { 'User-Agent': 'Mozilla/5.0' } },
    exception: { values: [{ ...type, stacktrace: { frames: frames.reverse() } }] },
    debug_meta: {
      images: [
        { type: 'wasm', code_id: '0123456789abcdef', code_file: 'http://127.0.0.1/app.wasm', debug_id: '0'.repeat(33) },
      ],
    },
  });
}
