/** Lookups of random offsets, the whole chain of inlined calls each. */
import { numberOf } from '../contender.ts';
import { CPP, randomOffsets } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import type { Summary } from '../statistics.ts';
import { nanosecondsEach } from '../table.ts';
import type { Row } from '../table.ts';
import type { Bench, Figure } from './figure.ts';

const SEED = 1;
/** Rounds take milliseconds, and V8 optimises a loop only after some. */
const WARM_UP = 10;
const ROUNDS_FACTOR = 3;

function modulesOf({ quick }: Bench): readonly string[] {
  return quick ? ['jq-web'] : ['ruby', 'big-rust', 'jq-web', CPP];
}

export const lookup: Figure = {
  name: 'lookup',
  async measure(bench) {
    const rows: Row[] = [];
    for (const subject of modulesOf(bench).map(bench.subject)) {
      const { path, count } = randomOffsets(subject, SEED);
      const request = [subject.path, path] as const;
      const summary = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('lookup', ...request), 'total'),
          symcache: async () => numberOf(await bench.peers.ask('symcache-lookup', ...request), 'total'),
          lines: async () => numberOf(await bench.peers.ask('symcache-lines', ...request), 'total'),
        },
        { rounds: ROUNDS_FACTOR * bench.rounds, warmUp: WARM_UP },
      );
      const figure = 'lookup with the whole chain, nothing materialised, against SymCache native';
      const frames = await framesOfEach(bench, 'lookup', 'symcache-lookup', request, count);
      rows.push({
        ...timesRow(figure, `${subject.name} (${frames})`, summary('ours'), summary('symcache'), count),
        peer: `${nanosecondsEach(summary('symcache'), count)}; lines alone ${nanosecondsEach(summary('lines'), count)}`,
      });
    }
    return rows;
  },
};

export const frames: Figure = {
  name: 'frames',
  async measure(bench) {
    const rows: Row[] = [];
    for (const subject of modulesOf(bench).map(bench.subject)) {
      const { path, count } = randomOffsets(subject, SEED);
      const request = [subject.path, path] as const;
      const summary = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('frames', ...request), 'total'),
          uncached: async () => numberOf(await bench.ours.ask('frames-uncached', ...request), 'total'),
          symcache: async () => numberOf(await bench.peers.ask('symcache-frames', ...request), 'total'),
        },
        { rounds: ROUNDS_FACTOR * bench.rounds, warmUp: WARM_UP },
      );
      const figure = 'lookup with frame objects, paths joined, against SymCache native';
      const frames = await framesOfEach(bench, 'frames', 'symcache-frames', request, count);
      rows.push({
        ...timesRow(figure, `${subject.name} (${frames})`, summary('ours'), summary('symcache'), count),
        ours: `${nanosecondsEach(summary('ours'), count)}; index opened anew ${nanosecondsEach(summary('uncached'), count)}`,
      });
    }
    return rows;
  },
};

/** How many frames each side finds: a fast answer without them would be none. */
async function framesOfEach(
  bench: Bench,
  verb: string,
  peerVerb: string,
  request: readonly [string, string],
  count: number,
): Promise<string> {
  const answers = [await bench.ours.ask(verb, ...request), await bench.peers.ask(peerVerb, ...request)];
  const each = answers.map((answer) => (numberOf(answer, 'frames') / count).toFixed(2));
  return `frames an offset: ${each.join(' / ')}`;
}

function timesRow(figure: string, module: string, ours: Summary, peer: Summary, count: number): Row {
  return {
    figure,
    module,
    ours: nanosecondsEach(ours, count),
    peer: nanosecondsEach(peer, count),
    measured: ours.median / peer.median,
    ofMinima: ours.min / peer.min,
    must: 1,
    aim: 0.6,
    unit: '×',
    memory: '',
  };
}
