/** Lookups of random offsets, the whole chain of inlined calls each. */
import { numberOf } from '../contender.ts';
import { randomOffsets } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { nanosecondsEach } from '../table.ts';
import type { Row } from '../table.ts';
import type { Bench, Figure } from './figure.ts';

const SEED = 1;
/** Rounds take milliseconds, and V8 optimises a loop only after some. */
const WARM_UP = 10;
const ROUNDS_FACTOR = 3;

function modulesOf({ quick }: Bench): readonly string[] {
  return quick ? ['jq-web'] : ['ruby', 'big-rust', 'jq-web', 'glossary'];
}

export const lookup: Figure = {
  name: 'lookup',
  measure: (bench) =>
    measure(
      bench,
      'lookup',
      'symcache-lookup',
      'lookup with the whole chain, nothing materialised, against SymCache native',
    ),
};

export const frames: Figure = {
  name: 'frames',
  measure: (bench) =>
    measure(bench, 'frames', 'symcache-frames', 'lookup with frame objects, paths joined, against SymCache native'),
};

async function measure(bench: Bench, verb: string, peerVerb: string, figure: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of modulesOf(bench)) {
    const subject = bench.subject(name);
    const { path, count } = randomOffsets(subject, SEED);
    const found = [await bench.ours.ask(verb, subject.path, path), await bench.peers.ask(peerVerb, subject.path, path)];
    const perOffset = found.map((answer) => (numberOf(answer, 'frames') / count).toFixed(2));
    const summary = await inTurn(
      {
        ours: async () => numberOf(await bench.ours.ask(verb, subject.path, path), 'total'),
        symcache: async () => numberOf(await bench.peers.ask(peerVerb, subject.path, path), 'total'),
      },
      { rounds: ROUNDS_FACTOR * bench.rounds, warmUp: WARM_UP },
    );
    const [ours, peer] = [summary('ours'), summary('symcache')];
    rows.push({
      figure,
      module: `${name} (frames an offset: ${perOffset.join(' / ')})`,
      ours: nanosecondsEach(ours, count),
      peer: nanosecondsEach(peer, count),
      measured: ours.median / peer.median,
      ofMinima: ours.min / peer.min,
      must: 1,
      aim: 0.6,
      unit: '×',
      memory: '',
    });
  }
  return rows;
}
