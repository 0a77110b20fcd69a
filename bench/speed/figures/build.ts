/** Full indexes: all units, names demangled, written. */
import { askOnce, numberOf } from '../contender.ts';
import type { Subject } from '../modules.ts';
import { inTurn, summarise } from '../statistics.ts';
import type { Summary } from '../statistics.ts';
import { megabytes, milliseconds } from '../table.ts';
import type { Row } from '../table.ts';
import { corpus } from '../tools.ts';
import type { Bench, Figure } from './figure.ts';

const MODULES = ['ruby', 'big-rust', 'jq-web'];
const QUICK_MODULES = ['jq-web'];

/** Below this a module is too small for the figure against the native core: what a build costs at all would be measured. */
const NATIVE_FIGURE_INFO_SIZE = 2e6;

function modulesOf(bench: Bench): Subject[] {
  return (bench.quick ? QUICK_MODULES : MODULES).map(bench.subject);
}

const WARM_UP = 4;

export const fullIndex: Figure = {
  name: 'index',
  async measure(bench) {
    const rows: Row[] = [];
    for (const { name, path } of modulesOf(bench)) {
      const summary = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('index', path), 'total'),
          symbolic: async () => numberOf(await bench.peers.ask('symcache', path), 'total'),
        },
        { rounds: bench.rounds, warmUp: WARM_UP },
      );
      const memory = memoryOf(bench, path);
      rows.push(
        row('full index, warm, against symbolic native', name, summary('ours'), summary('symbolic'), 0.33, 0.2, memory),
      );
    }
    return rows;
  },
};

export const firstIndex: Figure = {
  name: 'first',
  async measure(bench) {
    const { ours, peers } = bench.tools;
    const rows: Row[] = [];
    for (const { name, path } of modulesOf(bench)) {
      const summary = await inTurn(
        {
          ours: () => numberOf(askOnce(ours, 'index', path), 'total'),
          symbolic: () => numberOf(askOnce(peers, 'symcache', path), 'total'),
        },
        { rounds: bench.rounds, warmUp: 1 },
      );
      rows.push(
        row(
          'full index, first call of a process, against symbolic’s',
          name,
          summary('ours'),
          summary('symbolic'),
          0.7,
          0.5,
        ),
      );
    }
    return rows;
  },
};

export const nativeCore: Figure = {
  name: 'native',
  async measure(bench) {
    const rows: Row[] = [];
    for (const { name, path, infoSize } of modulesOf(bench)) {
      if (infoSize < NATIVE_FIGURE_INFO_SIZE) continue;
      const inputs = corpus(`${name}.core-inputs`);
      const written = askOnce(bench.tools.ours, 'core-inputs', path, inputs);
      const native = await bench.peers.ask('core', inputs);
      if (numberOf(native, 'checksum') !== numberOf(written, 'checksum')) {
        bench.note(
          `${name}: the native core writes another index than the Wasm core that was built from it; is native/pkg fresh?`,
        );
      }
      const summary = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('index', path), 'total'),
          native: async () => numberOf(await bench.peers.ask('core', inputs), 'total'),
        },
        { rounds: bench.rounds, warmUp: WARM_UP },
      );
      rows.push(row('full index, warm, against our core native', name, summary('ours'), summary('native'), 1.35, 1.25));
    }
    return rows;
  },
};

function row(
  figure: string,
  module: string,
  ours: Summary,
  peer: Summary,
  must: number,
  aim: number,
  memory = '',
): Row {
  return {
    figure,
    module,
    ours: milliseconds(ours),
    peer: milliseconds(peer),
    measured: ours.median / peer.median,
    ofMinima: ours.min / peer.min,
    must,
    aim,
    unit: '×',
    memory,
  };
}

function memoryOf(bench: Bench, path: string): string {
  const ours = askOnce(bench.tools.ours, 'index-memory', path);
  const peer = askOnce(bench.tools.peers, 'symcache', path);
  return `${megabytes(numberOf(ours, 'resident'))} / ${megabytes(numberOf(peer, 'peak'))}`;
}

export const memory: Figure = {
  name: 'memory',
  measure(bench) {
    const rows = modulesOf(bench).map((subject): Row => {
      const answers = Array.from({ length: bench.rounds }, () =>
        askOnce(bench.tools.ours, 'index-memory', subject.path),
      );
      // When the heap is collected differs from run to run.
      const median = (name: string): number => summarise(answers.map((answer) => numberOf(answer, name))).median;
      const [core, javascript] = [median('core'), median('javascript')];
      const sections = countedSections(subject);
      return {
        figure: 'peak memory added by a full build, against the bytes of .debug_info, _line, _str, _abbrev, _ranges',
        module: subject.name,
        ours: `${megabytes(core)} core + ${megabytes(javascript)} JavaScript`,
        peer: megabytes(sections),
        measured: (core + javascript) / sections,
        ofMinima: null,
        must: 3,
        aim: 2,
        unit: '×',
        memory: `${megabytes(median('resident'))} resident added / `,
      };
    });
    return Promise.resolve(rows);
  },
};

const COUNTED_SECTIONS = ['info', 'line', 'line_str', 'str', 'abbrev', 'ranges', 'rnglists'];

function countedSections({ module }: Subject): number {
  return COUNTED_SECTIONS.reduce((sum, section) => sum + (module.custom.get(`.debug_${section}`)?.length ?? 0), 0);
}
