/** What the other tools of the field take for the same questions. */
import { askOnce, numberOf } from '../contender.ts';
import { randomOffsets, stackOf } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { markdown, milliseconds, nanosecondsEach } from '../table.ts';
import { timeProcess } from '../tools.ts';
import type { Supplement } from './supplement.ts';

const SYMBOLIZER = process.env['LLVM_SYMBOLIZER'] ?? 'llvm-symbolizer-14';
const SEED = 1;

export const otherTools: Supplement = {
  name: 'tools',
  async measure(bench) {
    const { cli, wasmTools, peers } = bench.tools;
    const lines: string[][] = [];
    for (const subject of (bench.quick ? ['jq-web'] : ['ruby', 'big-rust', 'jq-web']).map(bench.subject)) {
      const { path, module } = subject;
      const stack = stackOf(subject, SEED);
      const hex = (offset: number): string => `0x${offset.toString(16)}`;
      const whole = await inTurn(
        {
          ours: () => timeProcess(process.execPath, [cli, 'stack', stack.path, '-m', path]),
          wasmTools: () => timeProcess(wasmTools, ['addr2line', path, ...stack.offsets.map(hex)]),
          llvm: () =>
            timeProcess(SYMBOLIZER, [
              `--obj=${path}`,
              '--inlines',
              ...stack.offsets.map((offset) => hex(offset - module.codeStart)),
            ]),
        },
        { rounds: bench.rounds },
      );
      const offsets = randomOffsets(subject, SEED);
      const lookups = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('lookup', path, offsets.path), 'total'),
          addr2line: async () => numberOf(await bench.peers.ask('addr2line-lookup', path, offsets.path), 'total'),
        },
        { rounds: bench.rounds, warmUp: 5 },
      );
      const context = await inTurn(
        { addr2line: () => numberOf(askOnce(peers, 'addr2line', path, offsets.path), 'total') },
        { rounds: bench.rounds },
      );
      lines.push([
        subject.name,
        milliseconds(whole('ours')),
        milliseconds(whole('wasmTools')),
        milliseconds(whole('llvm')),
        nanosecondsEach(lookups('ours'), offsets.count),
        nanosecondsEach(lookups('addr2line'), offsets.count),
        milliseconds(context('addr2line')),
      ]);
    }
    const head = [
      'module',
      'process for 20 frames: ours',
      'wasm-tools addr2line',
      'llvm-symbolizer 14',
      'lookup: ours',
      'addr2line, warm',
      'addr2line, 20,000 from nothing',
    ];
    return `Other tools\n\n${markdown(head, lines)}`;
  },
};
