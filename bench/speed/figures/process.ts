/** Whole processes: what somebody at a terminal waits for. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { askOnce } from '../contender.ts';
import { stackOf } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { milliseconds } from '../table.ts';
import type { Row } from '../table.ts';
import { corpus, timeProcess } from '../tools.ts';
import type { Bench, Figure } from './figure.ts';

const SEED = 1;
const EXTRA_ROUNDS = 4;

function modulesOf({ quick }: Bench): readonly string[] {
  return quick ? ['jq-web'] : ['ruby', 'big-rust'];
}

const emptyNode = (): number => timeProcess(process.execPath, ['-e', '0']);

/** Frames at random places are no stack, which the command would say and answer nothing, so that `--guess` is given. */
export const freshStack: Figure = {
  name: 'stack',
  async measure(bench) {
    const { cli, wasmTools } = bench.tools;
    const rows: Row[] = [];
    for (const { name, path, module } of modulesOf(bench).map(bench.subject)) {
      const stack = stackOf(bench.subject(name), SEED);
      const offsets = stack.offsets.map((offset) => `0x${offset.toString(16)}`);
      noteAnswers(
        bench,
        name,
        [cli, 'stack', stack.path, '-m', path, '--guess', '--json'],
        [wasmTools, 'addr2line', path, ...offsets],
      );
      const summary = await inTurn(
        {
          ours: () => timeProcess(process.execPath, [cli, 'stack', stack.path, '-m', path, '--guess']),
          node: emptyNode,
          wasmTools: () => timeProcess(wasmTools, ['addr2line', path, ...offsets]),
        },
        { rounds: bench.rounds + EXTRA_ROUNDS, warmUp: 1 },
      );
      const [ours, node, peer] = [summary('ours'), summary('node'), summary('wasmTools')];
      rows.push({
        figure: `fresh \`stack\` of ${stack.offsets.length} frames above \`node -e 0\`, against wasm-tools addr2line`,
        module: `${name} (${module.bodies.length} bodies)`,
        ours: `${milliseconds(ours)} − ${milliseconds(node)}`,
        peer: milliseconds(peer),
        measured: (ours.median - node.median) / peer.median,
        ofMinima: (ours.min - node.min) / peer.min,
        must: 1,
        aim: 0.5,
        unit: '×',
        memory: '',
      });
    }
    return rows;
  },
};

export const stackFromIndex: Figure = {
  name: 'stack-index',
  async measure(bench) {
    const { cli, ours } = bench.tools;
    const rows: Row[] = [];
    for (const { name, path } of modulesOf(bench).map(bench.subject)) {
      const stack = stackOf(bench.subject(name), SEED);
      const index = corpus(`${name}.wsym`);
      askOnce(ours, 'write-index', path, index);
      const summary = await inTurn(
        { ours: () => timeProcess(process.execPath, [cli, 'stack', stack.path, '-m', index]), node: emptyNode },
        { rounds: 3 * bench.rounds, warmUp: 2 },
      );
      rows.push({
        figure: `\`stack\` of ${stack.offsets.length} frames from a ready index, against \`node -e 0\``,
        module: name,
        ours: milliseconds(summary('ours')),
        peer: milliseconds(summary('node')),
        measured: summary('ours').median / summary('node').median,
        ofMinima: summary('ours').min / summary('node').min,
        must: 1.2,
        aim: 1.1,
        unit: '×',
        memory: '',
      });
    }
    return rows;
  },
};

/** Places that each contender knows: a fast answer without them would be none. */
function noteAnswers(bench: Bench, name: string, ours: readonly string[], theirs: readonly string[]): void {
  const [command = '', ...args] = theirs;
  const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const places = count(outputOf(process.execPath, ours), /"line":\d/g);
  // One line for each address that it names; of an inlined call indented further.
  const lines = count(outputOf(command, args), /:\d+(:\d+)?\s/g);
  bench.note(`${name}: \`stack\` gives ${places} places; wasm-tools prints ${lines} places`);
}

function outputOf(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}
