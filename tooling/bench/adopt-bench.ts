import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LocalStore, type LocalTill} from '@holdfast/cli/store';
import {readTillStatus} from '@holdfast/cli/till-view';
import {aim, type Report, show} from './report.ts';
import {median} from './statistics.ts';
import {TillEvents} from './till-events.ts';
import {until} from './until.ts';
import {realisticSales} from './work-load.ts';

const TILLS = 4;
/** One commit of a till's journal takes so many. */
const IN_FLIGHT = 64;
const DRAIN_MS = 600_000;

const HEAD = [
  'adopted by',
  'head office holds',
  'tills bring',
  'first ack, s, median',
  'worst',
  'sales made meanwhile, all recorded, s, median',
];

/** How long it took from the command on the blank machine. */
interface Adoption {
  readonly firstAckMs: number;
  /** Until what every till sold while there was no hub is recorded, and all before it. */
  readonly allMs: number;
}

/**
 * A hub with so many entries behind it burns with its disk. A blank machine is adopted in its
 * place, as a process of its own, while tills wait that sell on.
 */
export async function adoptBench(size: {
  readonly entries: number;
  readonly rounds: number;
}): Promise<Report> {
  const {entries, rounds} = size;
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const store = new LocalStore({directory, storeId: '017', loopbackMulticast: false});
  try {
    await store.startGateway();
    await store.startHub();
    await store.keepLanPort();
    for (let till = 1; till <= TILLS; till++) await store.addTill(`W${till}`);
    const words = await store.provenSheet();
    cut(store);
    const startMs = performance.now();
    await Promise.all(
      store.tills.map((till, seed) => fill(till, {entries: entries / TILLS, seed})),
    );
    await until('the hub has recorded it', () => allRecorded(store));
    const fillMs = performance.now() - startMs;

    const bySheet = {args: ['--words', '-'], secret: async () => words};
    const byClaim = {args: ['--claim', '-'], secret: () => store.claimLink()};
    const times = (how: typeof bySheet) => repeat(rounds, () => burnAndAdopt(store, how));
    const alone = await times(bySheet);
    store.internet.restore('fibre');
    if (!(await store.drained(DRAIN_MS))) throw new Error('head office does not hold all of it');
    const claimed = await times(byClaim);
    if (!(await store.drained(DRAIN_MS))) throw new Error('head office does not hold all of it');
    const sheet = await store.provenSheet();
    cut(store);
    const offline = await times({...bySheet, secret: async () => sheet});

    const count = entries.toLocaleString('en-GB');
    const all = [...alone, ...claimed, ...offline].map(({firstAckMs}) => firstAckMs / 1000);
    return {
      part: 'adopt',
      title: `A blank machine takes the place of a hub with ${count} entries`,
      tables: [
        {
          head: HEAD,
          rows: [
            row(['the sheet, offline', 'nothing', `all ${count}`], alone),
            row(['head office’s claim code', 'all', 'what they sold meanwhile'], claimed),
            row(['the sheet, offline', 'all', 'what they sold meanwhile'], offline),
          ],
        },
      ],
      aims: [aim('first ack after adopt', {atMost: 10}, {measured: Math.max(...all), unit: 's'})],
      notes: [
        `${TILLS} tills sold and the hub recorded it in ${show(fillMs / 1000, 0)} s; ${rounds} rounds each.`,
      ],
    };
  } finally {
    await store.stop();
    rmSync(directory, {recursive: true});
  }
}

function row(what: readonly string[], adoptions: readonly Adoption[]): readonly string[] {
  const firsts = adoptions.map(({firstAckMs}) => firstAckMs / 1000);
  const alls = adoptions.map(({allMs}) => allMs / 1000);
  return [...what, show(median(firsts)), show(Math.max(...firsts)), show(median(alls))];
}

async function repeat<T>(times: number, work: () => Promise<T>): Promise<readonly T[]> {
  const all: T[] = [];
  while (all.length < times) all.push(await work());
  return all;
}

async function allRecorded(store: LocalStore): Promise<boolean> {
  const views = await store.tillViews();
  return views.every(view => view && view.recorded === view.journaled);
}

function cut(store: LocalStore): void {
  for (const line of ['fibre', 'lte'] as const) store.internet.cut(line);
}

async function burnAndAdopt(
  store: LocalStore,
  how: {readonly args: readonly string[]; readonly secret: () => Promise<string>},
): Promise<Adoption> {
  await store.hub.kill();
  rmSync(store.directories.hub, {recursive: true});
  const secret = await how.secret();
  const heard = await Promise.all(store.tills.map(till => waitingSale(till)));
  const startMs = performance.now();
  const first = Promise.race(heard.map(({events, first}) => events.recorded(first)));
  const all = Promise.all(heard.map(({events, newest}) => events.recorded(newest)));
  await store.adoptHub({args: how.args, secret});
  const adoption = {
    firstAckMs: (await first) - startMs,
    allMs: Math.max(...(await all)) - startMs,
  };
  for (const {events} of heard) events.close();
  return adoption;
}

interface Waiting {
  readonly events: TillEvents;
  readonly first: number;
  readonly newest: number;
}

/** A till sells while there is no hub: what a hub would have to acknowledge first and last. */
async function waitingSale(till: LocalTill): Promise<Waiting> {
  await fill(till, {entries: 1, seed: 0});
  const url = till.url ?? '';
  const view = await readTillStatus(url);
  if (!view) throw new Error(`${till.workstationId} does not answer`);
  const events = await TillEvents.listen(url);
  return {events, first: view.held + 1, newest: view.journaled};
}

/** Sells at the till's door, as another program's till would. */
async function fill(
  {url}: LocalTill,
  {entries, seed}: {readonly entries: number; readonly seed: number},
): Promise<void> {
  const bodies = realisticSales(entries, {seed: seed + 1});
  let next = 0;
  const sell = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const response = await fetch(`${url}/v1/transactions`, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body,
      });
      if (response.status !== 201) throw new Error(await response.text());
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({length: IN_FLIGHT}, sell));
}
