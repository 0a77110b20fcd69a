import { spawnSync } from 'node:child_process';

/** util-linux's `script` gives a command a terminal. */
export const HAS_TERMINAL = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** What a command line writes to a terminal, standard output and standard error as they come. */
export function onTerminal(commandLine: string, env: NodeJS.ProcessEnv, cwd: string): string {
  const { stdout, status } = spawnSync('script', ['-qefc', commandLine, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm', PATH: process.env['PATH'], ...env },
    input: '',
  });
  if (status !== 0) throw new Error(`exit code ${status ?? 'none'}: ${stdout.toString()}`);
  return stdout.toString().replaceAll('\r\n', '\n');
}
