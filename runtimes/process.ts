/** Programs of other runtimes. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const PATIENCE_MS = 60_000;

export interface RunOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; what it prints. Fails with what it said where it ends otherwise than well. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { child, output } = start(command, args, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const code = await ended(child);
  clearTimeout(timer);
  const { stdout, stderr } = output();
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr.slice(-4000)}${stdout.slice(-4000)}`);
  return stdout;
}

interface Started {
  readonly child: ChildProcess;
  readonly output: () => { readonly stdout: string; readonly stderr: string };
}

export function start(command: string, args: readonly string[], { cwd, environment }: RunOptions): Started {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return { child, output: () => output };
}

/** Ends a program and waits until it is gone, so that its files can be removed. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended(child);
  clearTimeout(timer);
}

/** Its exit code, or the signal that ended it. */
async function ended(child: ChildProcess): Promise<number | string> {
  if (child.exitCode !== null) return child.exitCode;
  if (child.signalCode !== null) return child.signalCode;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 'no code');
    });
  });
}
