import type {LoopResult, Pace} from './closed-loop.ts';
import {HubLoad} from './hub-load.ts';
import type {Peer, RunningPeer} from './peer.ts';
import {PEERS} from './peers.ts';
import {type Aim, aim, type Report, show} from './report.ts';
import {median} from './statistics.ts';
import {realisticSales} from './work-load.ts';
import {echo, fileSyncs, libsqlCommits} from './yardsticks.ts';

export interface AckOptions {
  readonly tills: readonly number[];
  readonly rounds: number;
  readonly pace: Pace;
  readonly peers: boolean;
}

interface Contestant {
  readonly peer: Peer;
  readonly running: RunningPeer;
}

/** What each of them did in the same seconds. */
interface Round {
  readonly hub: LoopResult;
  readonly echo: LoopResult;
  /** An echo that syncs each frame before it answers. */
  readonly synced: LoopResult;
  readonly libsql: LoopResult;
  readonly sync: LoopResult;
  readonly peers: ReadonlyMap<Peer, LoopResult>;
}

const BODIES = 4_000;
const TILLS_AIMED_AT = 32;

/**
 * Durable acks with every check, beside what the road, the database and the disk cost by
 * themselves, and what others make of the same.
 */
export async function ackBench(options: AckOptions): Promise<Report> {
  const contestants: Contestant[] = [];
  const notes: string[] = [];
  try {
    for (const peer of options.peers ? PEERS : []) {
      const running = await peer.start();
      if ('absent' in running) notes.push(`${peer.name} is left out: ${running.absent}.`);
      else contestants.push({peer, running});
    }
    const rows: string[][] = [];
    const aims: Aim[] = [];
    for (const tills of options.tills) {
      const rounds = await roundsOf(tills, {...options, contestants});
      rows.push(rowOf(tills, rounds, contestants));
      aims.push(...aimsOf(tills, rounds, contestants));
    }
    const names = contestants.map(({peer}) => `acks ÷ ${peer.name}`);
    const title = `Durable acks, closed loop, every check; medians of ${options.rounds}, interleaved`;
    return {part: 'ack', title, tables: [{head: [...HEAD, ...names], rows}], aims, notes};
  } finally {
    for (const {running} of contestants) await running.stop();
  }
}

const HEAD = [
  'tills',
  'acks/s',
  'p50 ms',
  'p99 ms',
  'p99 ÷ p50',
  'p50 ÷ (echo + sync)',
  'p50 ÷ an echo that syncs',
  'acks ÷ echo',
  'acks ÷ libSQL commits of as many',
];

async function roundsOf(
  tills: number,
  options: AckOptions & {readonly contestants: readonly Contestant[]},
): Promise<readonly Round[]> {
  const {pace, contestants} = options;
  const bodies = realisticSales(BODIES, {seed: tills});
  const load = await HubLoad.open(tills, bodies);
  try {
    const rounds: Round[] = [];
    while (rounds.length < options.rounds) {
      const sync = fileSyncs(pace);
      const echoed = await echo(tills, bodies, pace);
      const synced = await echo(tills, bodies, {...pace, synced: true});
      const hub = await load.round(pace);
      const libsql = libsqlCommits(tills, bodies, pace);
      const peers = new Map<Peer, LoopResult>();
      for (const {peer, running} of contestants)
        peers.set(peer, await running.appends({lanes: tills, bodies, pace}));
      rounds.push({sync, echo: echoed, synced, hub, libsql, peers});
    }
    return rounds;
  } finally {
    await load.close();
  }
}

const toEchoAndSync = ({hub, echo: echoed, sync}: Round) => hub.p50Ms / (echoed.p50Ms + sync.p50Ms);
const tailToMiddle = ({hub}: Round) => hub.p99Ms / hub.p50Ms;
const toPeer = (peer: Peer) => (round: Round) =>
  round.hub.perSecond / (round.peers.get(peer)?.perSecond ?? Number.NaN);

function rowOf(
  tills: number,
  rounds: readonly Round[],
  contestants: readonly Contestant[],
): string[] {
  const of = (figure: (round: Round) => number) => show(median(rounds.map(figure)));
  return [
    String(tills),
    of(({hub}) => hub.perSecond),
    of(({hub}) => hub.p50Ms),
    of(({hub}) => hub.p99Ms),
    of(tailToMiddle),
    of(toEchoAndSync),
    of(({hub, synced}) => hub.p50Ms / synced.p50Ms),
    of(({hub, echo: echoed}) => hub.perSecond / echoed.perSecond),
    of(({hub, libsql}) => hub.perSecond / libsql.perSecond),
    ...contestants.map(({peer}) => of(toPeer(peer))),
  ];
}

function aimsOf(
  tills: number,
  rounds: readonly Round[],
  contestants: readonly Contestant[],
): readonly Aim[] {
  const of = (figure: (round: Round) => number) => ({measured: median(rounds.map(figure))});
  const tail = aim(`p99 ÷ p50, ${tills} tills`, {atMost: 3}, of(tailToMiddle));
  if (tills === 1)
    return [aim('p50 ÷ (echo + sync), 1 till', {atMost: 1.1}, of(toEchoAndSync)), tail];
  if (tills !== TILLS_AIMED_AT) return [tail];
  const beside = contestants.map(({peer}) =>
    aim(`acks ÷ ${peer.name}, ${tills} tills`, {atLeast: peer.aimAt32}, of(toPeer(peer))),
  );
  return [tail, ...beside];
}
