import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { plainEnvironment } from './environment.ts';

const ROOT = join(import.meta.dirname, '../..');

const PROGRAMS = { 'wasm-symbolicate': 'dist/cli.cjs', 'wasm-addr2line': 'dist/addr2line.cjs' };

/** Someone who has installed the package into a project of their own, and follows what is written: a folder, a shell and Node. */
export class Newcomer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wasm-symbolicate-newcomer-'));

  constructor() {
    this.write('package.json', '{ "name": "newcomer", "private": true }');
    mkdirSync(this.path('node_modules'));
    symlinkSync(ROOT, this.path('node_modules/wasm-symbolicate'), 'junction');
    for (const [name, file] of Object.entries(PROGRAMS)) {
      this.write(`bin/${name}`, `#!/bin/sh\nexec node '${join(ROOT, file)}' "$@"\n`);
      chmodSync(this.path(`bin/${name}`), 0o755);
    }
  }

  path(file: string): string {
    return join(this.#folder, file);
  }

  write(file: string, contents: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), contents);
  }

  /** Copies a file of fixtures/. */
  copy(fixture: string, file = fixture.slice(fixture.lastIndexOf('/') + 1)): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    copyFileSync(join(ROOT, 'fixtures', fixture), this.path(file));
  }

  /** What a command line that must succeed prints. */
  shell(commandLine: string): string {
    return succeeded(commandLine, this.tryShell(commandLine));
  }

  tryShell(commandLine: string): SpawnSyncReturns<string> {
    return this.#run('bash', ['-c', commandLine]);
  }

  /** What a program that must succeed prints. */
  node(program: string): string {
    this.write('program.mjs', program);
    return succeeded('program.mjs', this.#run('node', ['program.mjs']));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #run(command: string, args: readonly string[]): SpawnSyncReturns<string> {
    const env = plainEnvironment();
    const path = `${this.path('bin')}${delimiter}${env['PATH'] ?? ''}`;
    return spawnSync(command, args, { cwd: this.#folder, encoding: 'utf8', input: '', env: { ...env, PATH: path } });
  }
}

function succeeded(what: string, { status, stdout, stderr }: SpawnSyncReturns<string>): string {
  if (status !== 0) throw new Error(`${what} ended with ${status ?? 'a signal'}: ${stderr}`);
  return stdout;
}
