/** Many lookups at once, in the order of their offsets, as a profile asks them. */
import { numberOf } from '../contender.ts';
import { randomOffsets } from '../modules.ts';
import { inTurn } from '../statistics.ts';
import { markdown, nanosecondsEach } from '../table.ts';
import type { Supplement } from './supplement.ts';

const LOOKUPS = 1_000_000;
const SEED = 2;

export const batch: Supplement = {
  name: 'batch',
  async measure(bench) {
    const lines: string[][] = [];
    for (const subject of (bench.quick ? ['jq-web'] : ['ruby', 'big-rust', 'jq-web']).map(bench.subject)) {
      const { path, count } = randomOffsets(subject, SEED, { count: LOOKUPS, sorted: true });
      const request = [subject.path, path] as const;
      const summary = await inTurn(
        {
          ours: async () => numberOf(await bench.ours.ask('lookup', ...request), 'total'),
          symcache: async () => numberOf(await bench.peers.ask('symcache-lookup', ...request), 'total'),
        },
        { rounds: bench.rounds, warmUp: 2 },
      );
      const [ours, peer] = [summary('ours'), summary('symcache')];
      lines.push([
        subject.name,
        nanosecondsEach(ours, count),
        nanosecondsEach(peer, count),
        `${(ours.median / peer.median).toFixed(2)} ×`,
      ]);
    }
    const head = ['module', 'ours, an offset', 'SymCache native', 'ratio'];
    return `A sorted batch of ${LOOKUPS.toLocaleString('en')} lookups, whole chains\n\n${markdown(head, lines)}`;
  },
};
