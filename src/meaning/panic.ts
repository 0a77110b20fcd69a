/** A program's own words about why it stopped. */
export interface Panic {
  /** `rust`, `go`: a panic. `assertion`: a failed `assert` of C or C++. `terminate`: an uncaught C++ exception. `abort`: Emscripten's or AssemblyScript's `abort`. */
  readonly kind: 'rust' | 'go' | 'assertion' | 'terminate' | 'abort';
  /** `null` where there is none. */
  readonly message: string | null;
  /** As the build wrote it; `null` where the words name no place. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  /** 1-based. */
  readonly column: number | null;
}

/** A form of such words: where they may begin, which is searched in one pass, and what must stand there. */
interface Form {
  readonly mark: string;
  readonly read: (text: string) => Panic | null;
}

/**
 * Rust's two forms (library/std/src/panicking.rs before and since 1.73), Go's (runtime/panic.go), Emscripten's `abort` (src/preamble.js), `assert` of musl, wasi-libc and Emscripten,
 * libc++abi's and libstdc++'s terminate handlers, AssemblyScript's `abort` as its loader and its bindings word it.
 */
const FORMS: readonly Form[] = [
  { mark: 'panicked at ', read: rustPanic },
  { mark: 'Assertion failed: ', read: failedAssertion },
  { mark: 'terminating ', read: (text) => terminated(text, TERMINATING) },
  { mark: 'terminate called after throwing an instance of ', read: (text) => terminated(text, CALLED) },
  { mark: 'Aborted(', read: abortedText },
  { mark: 'abort(', read: abortedText },
  { mark: 'abort: ', read: assemblyScriptAbort },
  { mark: 'panic: ', read: goPanic },
];

/** What is read of each. */
const LONGEST = 4096;

/** Each mark is tried so many times: logs may speak of panics. */
const MOST_TRIES = 16;

/** The first words of a panic in a text, whose forms are asked in the order of how sure they are; `null` where there are none. */
export function panicOf(text: string): Panic | null {
  for (const { mark, read } of FORMS) {
    let at = text.indexOf(mark);
    for (let tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
      // `un-abort(`, `xpanic: `
      const panic = /[\w-]/.test(text.charAt(at - 1))
        ? null
        : read(text.slice(at + mark.length, at + mark.length + LONGEST));
      if (panic !== null) return panic;
      at = text.indexOf(mark, at + 1);
    }
  }
  return null;
}

/** `src/lib.rs:14:65:` and the message below; before 1.73 `'message', src/lib.rs:14:65`. */
function rustPanic(text: string): Panic | null {
  const modern = /^([^\r\n']{1,1000}?):(\d{1,9}):(\d{1,9}):(?:\r?\n|$)/.exec(text);
  if (modern !== null) {
    const [head, file = '', line = '', column = ''] = modern;
    return {
      kind: 'rust',
      message: paragraph(text.slice(head.length)),
      file,
      line: Number(line),
      column: Number(column),
    };
  }
  const old = /^'(.*?)', ([^\r\n:']{1,1000}):(\d{1,9}):(\d{1,9})/s.exec(text);
  if (old === null) return null;
  const [, message = '', file = '', line = '', column = ''] = old;
  return { kind: 'rust', message, file, line: Number(line), column: Number(column) };
}

/** Up to what the panic hook, the engine or a test runner writes below. */
function paragraph(text: string): string | null {
  const end = /\r?\n(?:\r?\n|note: |stack backtrace:|Stack:|[ \t]+at |[^\n]*wasm-function\[)|(?:\r?\n)?$/.exec(text);
  return nonEmpty(text.slice(0, end?.index ?? text.length).trimEnd());
}

/** `x > 0, at: /src/a.c,12,main`; wasi-libc: `x > 0 (/src/a.c: main: 12)`. */
function failedAssertion(text: string): Panic | null {
  const emscripten = /^([^\r\n]*?),? at: ([^\r\n]*?),(\d{1,9}),[^\r\n]*/.exec(text);
  const musl = emscripten ?? /^([^\r\n]*?) \(([^\r\n()]*?): [^\r\n]*?: (\d{1,9})\)/.exec(text);
  if (musl !== null) {
    const [, message = '', file = '', line = ''] = musl;
    return { kind: 'assertion', message: nonEmpty(message), file: nonEmpty(file), line: Number(line), column: null };
  }
  return placeless('assertion', balanced(text));
}

const TERMINATING = /^(?:due to|with) (?:uncaught exception of type ([^\r\n]*)|(?:uncaught|unexpected) [^\r\n]*)/;
const CALLED = /^'([^\r\n']*)'(?:\r?\n\s*what\(\):\s*([^\r\n]*))?/;

/** `std::runtime_error: what it says`, or the type alone. */
function terminated(text: string, form: RegExp): Panic | null {
  const found = form.exec(text);
  if (found === null) return null;
  const [whole, type, what] = found;
  return placeless('terminate', type === undefined ? whole : what === undefined ? type : `${type}: ${what}`);
}

/** `Aborted(message)`, where a failed assertion was found before. */
function abortedText(text: string): Panic | null {
  const message = balanced(text);
  if (!/^(?:\)?(?:[.,\s]|$))/.test(text.slice(message.length))) return null;
  return placeless('abort', nonEmpty(message.replace(/^"(.*)"$/s, '$1')));
}

/** Up to the parenthesis that closes the one in front, or the line's end. */
function balanced(text: string): string {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') return text.slice(0, at).trimEnd();
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return text.slice(0, at);
  }
  return text.trimEnd();
}

/** `message at assembly/index.ts:12:3`, also ` in …(12:3)`. */
function assemblyScriptAbort(text: string): Panic | null {
  const found = /^([^\r\n]*?)(?:^| )(?:at|in) ([^\r\n:()]{1,1000})[:(](\d{1,9}):(\d{1,9})/.exec(text);
  if (found === null) return null;
  const [, message = '', file = '', line = '', column = ''] = found;
  return { kind: 'abort', message: nonEmpty(message), file, line: Number(line), column: Number(column) };
}

/** `message`, then `goroutine 1 [running]:` with frames of two lines each; the first that is none of the runtime's own panicked. */
function goPanic(text: string): Panic | null {
  const trace = /\r?\n\r?\ngoroutine \d+ \[/.exec(text);
  if (trace === null) return null;
  const message = nonEmpty(
    text
      .slice(0, trace.index)
      .replace(/\r?\n\[signal [^\n]*$/, '')
      .trimEnd(),
  );
  const frames = text.slice(trace.index).matchAll(/\n([^\s][^\n]*)\r?\n\t([^\n]+?):(\d{1,9})(?=[ \r\n]|$)/g);
  for (const [, name = '', file = '', line = ''] of frames) {
    if (!/^(?:panic|runtime\.|created by )/.test(name))
      return { kind: 'go', message, file, line: Number(line), column: null };
  }
  return placeless('go', message);
}

function placeless(kind: Panic['kind'], message: string | null): Panic {
  return { kind, message, file: null, line: null, column: null };
}

function nonEmpty(text: string): string | null {
  return text === '' ? null : text;
}
