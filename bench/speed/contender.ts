import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Numbers by name, as the contenders' programs answer. */
export type Answer = Readonly<Record<string, number>>;

/** A program that answers requests: once (`askOnce`), or one after the other in one process (`Contender`). */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** One process that answers a request after the other: what it has loaded and compiled stays warm. */
export class Contender {
  readonly ask: (...request: string[]) => Promise<Answer>;
  readonly end: () => void;

  constructor({ command, args }: Program) {
    const child = spawn(command, [...args, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.ask = async (...request) => {
      child.stdin.write(`${request.join('\t')}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`${command} ended at: ${request.join(' ')}`);
      return parseAnswer(line.value);
    };
    this.end = () => {
      child.stdin.end();
    };
  }
}

/** The answer of a fresh process. */
export function askOnce({ command, args }: Program, ...request: string[]): Answer {
  const { status, error, stdout } = spawnSync(command, [...args, ...request], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined || status !== 0)
    throw new Error(`${command} failed at: ${request.join(' ')}`, { cause: error });
  return parseAnswer(stdout);
}

function parseAnswer(line: string): Answer {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError(`no answer: ${line}`);
  const members = Object.entries(parsed).filter((member): member is [string, number] => typeof member[1] === 'number');
  return Object.fromEntries(members);
}

/** A number of an answer. */
export function numberOf(answer: Answer, name: string): number {
  const value = answer[name];
  if (value === undefined) throw new TypeError(`the answer has no ${name}`);
  return value;
}
