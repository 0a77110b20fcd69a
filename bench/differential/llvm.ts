import { spawn, spawnSync } from 'node:child_process';
import { SetupError } from './errors.ts';

/** One frame of llvm-symbolizer's answer; what it does not know is `null`. */
export interface LlvmFrame {
  readonly symbol: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** Where the function is declared. */
  readonly declaration: { readonly file: string; readonly line: number } | null;
}

export type LlvmAnswers = ReadonlyMap<number, readonly LlvmFrame[]>;

const CANDIDATES = ['llvm-symbolizer-14', 'llvm-symbolizer'];

/**
 * The oracle's path. It must be of version 14: 19 and 22 look up the outermost name by file offset but the DWARF by
 * code-relative address, so their outer names are wrong on linked modules.
 */
export function findSymbolizer(): string {
  const asked = process.env['LLVM_SYMBOLIZER'];
  for (const path of asked === undefined ? CANDIDATES : [asked]) {
    const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    if (error === undefined && stdout.includes('LLVM version 14.')) return path;
  }
  throw new SetupError(
    'The differential test needs llvm-symbolizer of LLVM 14 (Debian: apt-get install llvm-14), on the PATH or in LLVM_SYMBOLIZER.',
  );
}

interface JsonFrame {
  readonly FunctionName: string;
  readonly FileName: string;
  readonly Line: number;
  readonly Column: number;
  readonly StartFileName: string;
  readonly StartLine: number;
}

interface JsonAnswer {
  readonly Address: string;
  readonly Symbol: readonly JsonFrame[];
}

/** LLVM's answers for code-relative addresses, in one run. */
export async function askLlvm(symbolizer: string, path: string, addresses: readonly number[]): Promise<LlvmAnswers> {
  const child = spawn(
    symbolizer,
    [`--obj=${path}`, '--functions=linkage', '--no-demangle', '--inlines', '--output-style=JSON'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(addresses.map((address) => `0x${address.toString(16)}\n`).join(''));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${symbolizer} ended with ${code ?? 'a signal'} on ${path}`);
  const answers = new Map<number, readonly LlvmFrame[]>();
  for (const line of Buffer.concat(chunks).toString('utf8').split('\n')) {
    if (line === '') continue;
    const { Address, Symbol } = JSON.parse(line) as JsonAnswer;
    answers.set(Number(Address), Symbol.map(frameOf));
  }
  return answers;
}

function frameOf(frame: JsonFrame): LlvmFrame {
  return {
    symbol: frame.FunctionName || null,
    file: frame.FileName || null,
    line: frame.Line || null,
    column: frame.Column || null,
    declaration: frame.StartFileName ? { file: frame.StartFileName, line: frame.StartLine } : null,
  };
}
