import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LocalStore} from '@holdfast/cli/store';
import type {Bytes} from '@holdfast/std';
import {BenchLane} from './bench-lane.ts';
import {closedLoop, type LoopResult} from './closed-loop.ts';
import {redisAppends} from './redis-peer.ts';
import {median, show, table} from './statistics.ts';
import {realisticSales} from './work-load.ts';
import {echo, fileSyncs, libsqlCommits, type Pace} from './yardsticks.ts';

export interface AckOptions {
  readonly tills: readonly number[];
  readonly rounds: number;
  readonly pace: Pace;
  readonly peers: boolean;
}

interface Round {
  readonly hub: LoopResult;
  readonly echo: LoopResult;
  readonly libsql: LoopResult;
  readonly sync: LoopResult;
  readonly redis: LoopResult | undefined;
}

/** Signed entries a lane may need in one round: more than any machine we know answers. */
const ENTRIES_A_SECOND_MAX = 6_000;

/**
 * Durable acks with every check, beside what the road, the database and the disk cost by
 * themselves.
 */
export async function ackBench(options: AckOptions): Promise<string> {
  const rows: string[][] = [];
  for (const tills of options.tills) {
    const rounds: Round[] = [];
    for (let round = 0; round < options.rounds; round++)
      rounds.push(await oneRound(tills, options));
    rows.push(row(tills, rounds));
  }
  const head = [
    'tills',
    'acks/s',
    'p50 ms',
    'p99 ms',
    'p99/p50',
    'p50 ÷ (echo + sync)',
    'acks ÷ echo',
    'acks ÷ libSQL commits of as many',
  ];
  return table(options.peers ? [...head, 'acks ÷ Redis'] : head, rows);

  function row(tills: number, rounds: readonly Round[]): string[] {
    const of = (figure: (round: Round) => number) => median(rounds.map(figure));
    const cells = [
      String(tills),
      show(of(({hub}) => hub.perSecond)),
      show(of(({hub}) => hub.p50Ms)),
      show(of(({hub}) => hub.p99Ms)),
      show(of(({hub}) => hub.p99Ms / hub.p50Ms)),
      show(of(each => each.hub.p50Ms / (each.echo.p50Ms + each.sync.p50Ms))),
      show(of(each => each.hub.perSecond / each.echo.perSecond)),
      show(of(each => each.hub.perSecond / each.libsql.perSecond)),
    ];
    return options.peers
      ? [...cells, show(of(({hub, redis}) => hub.perSecond / (redis?.perSecond ?? Number.NaN)))]
      : cells;
  }
}

async function oneRound(tills: number, {pace, peers}: AckOptions): Promise<Round> {
  const seconds = (pace.warmUpMs + pace.forMs) / 1000;
  const each = Math.ceil((ENTRIES_A_SECOND_MAX * seconds) / Math.max(1, Math.sqrt(tills)));
  const bodies = realisticSales(Math.min(4_000, each), tills);
  return {
    sync: fileSyncs(pace),
    echo: await echo(tills, bodies, pace),
    hub: await hubAcks({tills, bodies, each, pace}),
    libsql: libsqlCommits(tills, bodies, pace),
    redis: peers ? await redisAppends(tills, bodies, pace) : undefined,
  };
}

async function hubAcks(load: {
  readonly tills: number;
  readonly bodies: readonly Bytes[];
  readonly each: number;
  readonly pace: Pace;
}): Promise<LoopResult> {
  const {tills, bodies, each, pace} = load;
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
  try {
    await store.startGateway();
    await store.startHub();
    store.internet.cut('fibre'); // head office away: forwarding is another figure
    store.internet.cut('lte');
    const lanes: BenchLane[] = [];
    for (let lane = 1; lane <= tills; lane++)
      lanes.push(await BenchLane.open(await store.pairingLink(), `W${lane}`));
    const share = Math.ceil(each / Math.max(1, tills / 4));
    for (const lane of lanes) {
      await lane.load(
        Array.from({length: share}, (_, at) => bodies[at % bodies.length] ?? new Uint8Array()),
      );
    }
    const result = await closedLoop(
      lanes.map(
        lane => () => (lane.left > 0 ? lane.record() : Promise.reject(new Error('out of entries'))),
      ),
      pace,
    );
    for (const lane of lanes) lane.close();
    return result;
  } finally {
    await store.stop();
    rmSync(directory, {recursive: true});
  }
}
