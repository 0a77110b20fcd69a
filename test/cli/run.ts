import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from '../support/environment.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export const COMMAND = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

/** Where the tests run the command: paths in arguments and messages are relative to it. */
export const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export const ADDR2LINE = fileURLToPath(new URL('../../dist/addr2line.cjs', import.meta.url));

/** Runs the built command as a process of its own. `npm test` builds it first. */
export function run(
  args: readonly string[],
  input: string | Uint8Array = '',
  cwd = FIXTURES,
  { program = COMMAND, env = {} }: { readonly program?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...plainEnvironment(), ...env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    // A command that fails early does not read its input.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
    child.stdin.end(input);
  });
}

/** What a command that must succeed prints. */
export async function output(
  args: readonly string[],
  input: string | Uint8Array = '',
  cwd = FIXTURES,
): Promise<string> {
  const { code, stdout, stderr } = await run(args, input, cwd);
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return stdout.toString();
}
