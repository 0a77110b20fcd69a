/** Stacks: parsing alone against parsers of npm, and what an event costs against its way through JSON. */
import { numberOf } from '../contender.ts';
import { CPP, randomOffsets } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import type { Summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { milliseconds, nanosecondsEach } from '../table.ts';
import { here } from '../tools.ts';
import type { Bench, Figure } from './figure.ts';

const CAPTURES = '../../fixtures/stacks/captured.jsonl';
const PEERS = ['error-stack-parser', 'stacktrace-parser'] as const;
const WARM_UP = 10;
const ROUNDS_FACTOR = 3;
const SEED = 2;

export const parse: Figure = {
  name: 'parse',
  async measure(bench) {
    const path = here(CAPTURES);
    const ask = async (parser: string): Promise<number> =>
      numberOf(await bench.ours.ask('parse', path, parser), 'total');
    const summary = await inTurn(
      { ours: () => ask('ours'), [PEERS[0]]: () => ask(PEERS[0]), [PEERS[1]]: () => ask(PEERS[1]) },
      { rounds: ROUNDS_FACTOR * bench.rounds, warmUp: WARM_UP },
    );
    const rows: Row[] = [];
    for (const peer of PEERS) {
      const found = await Promise.all(
        ['ours', peer].map(async (parser) => numberOf(await bench.ours.ask('parse', path, parser), 'frames')),
      );
      rows.push(
        ratio(`parsing the captured stacks, against ${peer}`, `frames found: ${found.join(' / ')}`, {
          ours: summary('ours'),
          peer: summary(peer),
          must: 1,
          aim: 0.5,
          show: milliseconds,
        }),
      );
    }
    return rows;
  },
};

export const events: Figure = {
  name: 'events',
  async measure(bench) {
    const rows: Row[] = [];
    for (const subject of subjectsOf(bench)) {
      const { path } = randomOffsets(subject, SEED);
      const ask = async (as: string): Promise<number> =>
        numberOf(await bench.ours.ask('events', subject.path, path, as), 'total');
      const summary = await inTurn(
        { ours: () => ask('text'), json: () => ask('json') },
        { rounds: ROUNDS_FACTOR * bench.rounds, warmUp: WARM_UP },
      );
      const answer = await bench.ours.ask('events', subject.path, path, 'text');
      const count = numberOf(answer, 'events');
      const functions = (numberOf(answer, 'count') / count).toFixed(1);
      const perSecond = Math.round((1000 * count) / summary('ours').median);
      rows.push(
        ratio(
          'parse + symbolicate of 20-frame stacks, against JSON.parse + JSON.stringify of the event',
          `${subject.name} (${functions} functions a stack, ${perSecond} events a second)`,
          {
            ours: summary('ours'),
            peer: summary('json'),
            must: 2,
            aim: 1,
            show: (each) => nanosecondsEach(each, count),
          },
        ),
      );
    }
    return rows;
  },
};

function subjectsOf({ quick, subject }: Bench): ReturnType<Bench['subject']>[] {
  return (quick ? ['jq-web'] : ['ruby', 'big-rust', 'jq-web', CPP]).map(subject);
}

interface Ratio {
  readonly ours: Summary;
  readonly peer: Summary;
  readonly must: number;
  readonly aim: number;
  readonly show: (summary: Summary) => string;
}

function ratio(figure: string, module: string, { ours, peer, must, aim, show }: Ratio): Row {
  return {
    figure,
    module,
    ours: show(ours),
    peer: show(peer),
    measured: ours.median / peer.median,
    ofMinima: ours.min / peer.min,
    must,
    aim,
    unit: '×',
    memory: '',
  };
}
