import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {HubClient} from '../hub-client/hub-client.ts';
import {LINES, LocalStore} from '../store/local-store.ts';
import type {LanePlan} from '../store/plan-lanes.ts';
import {ReplayDriver, sleep} from '../store/replay-driver.ts';
import type {TillView} from '../store/till-view.ts';
import {DEMO_MANAGER, DEMO_OPERATORS, furnishStore} from '../till/furnish-store.ts';
import {letInBrowsers} from '../till/let-in-browsers.ts';
import {LiveView} from './live-view.ts';
import {loopbackMulticast} from './loopback-multicast.ts';
import type {ScriptStep} from './outage-script.ts';
import {Stage, type Struck} from './stage.ts';

const LOOK_EVERY_MS = 250;
const DRAIN_MS = 90_000;
/** The sales end before the show does, so that everybody sees them arrive. */
const SELLING_SHARE = 0.85;
/** A day in three minutes: long enough to play with the lines, short enough to watch. */
const ATTENDED_MS = 180_000;

export interface DemoOptions {
  readonly directory: string;
  readonly plan: LanePlan;
  readonly storeId: string;
  /** `undefined`: until somebody ends it by key. */
  readonly forMs: number | undefined;
  /** 100 plays a hundred hours in one; when not given, the day is made to fit `forMs`. */
  readonly speed?: number;
  readonly script: readonly ScriptStep[];
  readonly keys: boolean;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

export interface DemoResult {
  readonly directories: LocalStore['directories'];
  readonly soldFile: string;
  /** Of tills that somebody opened in a browser. */
  readonly browserJournals: readonly string[];
  readonly struck: readonly Struck[];
  readonly sold: number;
  readonly refusals: readonly string[];
  /** Whether head office held everything before the programs were stopped. */
  readonly drained: boolean;
  readonly unclean: readonly string[];
}

/**
 * Plays a shop's day in a whole store of real processes, does to it what the script says, and stops
 * it all.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const {directory, plan, note} = options;
  mkdirSync(directory, {recursive: true});
  const multicast = await loopbackMulticast();
  if (!multicast)
    note('No interface here carries multicast: the tills use the address of the hub, not mDNS.');
  const store = new LocalStore({
    directory,
    storeId: options.storeId,
    loopbackMulticast: multicast,
    browserTills: true,
  });
  try {
    note('Starting head office, two lines, a hub …');
    await store.startGateway();
    await store.startHub();
    await furnishStore(store.directories.hub);
    for (let lane = 1; lane <= plan.lanes.length; lane++) {
      await store.addTill(`W${String(lane).padStart(2, '0')}`);
      note(`Till ${lane} of ${plan.lanes.length} is paired.`);
    }
    const [operator] = DEMO_OPERATORS;
    note(`A till for a browser on this machine: ${store.tillPage}`);
    note(`  Till number W09, PIN of ${operator.name} ${operator.pin}.`);
    note(`The console of the store: ${store.consolePage}`);
    note(
      `  Operator number ${DEMO_MANAGER.operatorId}, PIN of ${DEMO_MANAGER.name} ${DEMO_MANAGER.pin}.`,
    );
    return await play(store, options);
  } finally {
    await store.stop();
  }
}

/** The hub knows them; the demo started programs only. */
async function journalsOfBrowsers(store: LocalStore): Promise<readonly string[]> {
  const programs = new Set(store.tills.map(({workstationId}) => workstationId));
  const tills = (await store.hubStatus())?.tills ?? [];
  return tills
    .filter(({workstationId}) => !programs.has(workstationId))
    .map(({journalId}) => journalId);
}

async function play(store: LocalStore, options: DemoOptions): Promise<DemoResult> {
  const {plan, forMs, signal} = options;
  const stage = new Stage(store);
  const soldFile = join(options.directory, 'sold.ndjson');
  const speed = options.speed ?? plan.spanMs / ((forMs ?? ATTENDED_MS) * SELLING_SHARE);
  const driver = new ReplayDriver({
    lanes: plan.lanes.map((sales, at) => ({
      workstationId: store.tills[at]?.workstationId ?? '',
      sales,
      url: () => store.tills[at]?.url,
    })),
    soldFile,
    speed: Math.max(speed, 0.001),
  });
  const end = new AbortController();
  const playing = AbortSignal.any([signal, end.signal]);
  const stopKeys = options.keys ? listenToKeys(stage, () => end.abort()) : () => {};
  const view = new LiveView();
  const seat: BrowserSeat = {page: store.tillPage, code: ''};
  const lettingIn = options.keys
    ? letInBrowsers({
        client: new HubClient(store.directories.hub),
        tell: code => Object.assign(seat, {code}),
        signal: playing,
      })
    : Promise.resolve();
  const watching = watch({seat, store, stage, driver, view, keys: options.keys, signal: playing});
  const scripted = playScript(stage, {...options, signal: playing});
  const selling = driver.run(playing);
  if (forMs === undefined) await selling;
  else await sleep(forMs, playing);
  await Promise.race([selling, sleep(DRAIN_MS, playing)]);
  end.abort();
  stopKeys();
  await Promise.all([watching, scripted, selling, lettingIn]);
  await stage.endAllFaults();
  stage.tell('every fault is over: waiting until head office holds everything');
  const drained = await store.drained(DRAIN_MS);
  await look({seat, store, stage, driver, view, keys: false});
  view.end();
  const browserJournals = await journalsOfBrowsers(store);
  const unclean = await store.stop();
  return {
    directories: store.directories,
    soldFile,
    browserJournals,
    struck: stage.struck,
    sold: driver.counts.sold,
    refusals: driver.refusals,
    drained,
    unclean,
  };
}

/** Where a person may sit down as a cashier. */
interface BrowserSeat {
  readonly page: string;
  /** The digits that let a browser in; empty while no window is open. */
  readonly code: string;
}

interface Watched {
  readonly seat: BrowserSeat;
  readonly store: LocalStore;
  readonly stage: Stage;
  readonly driver: ReplayDriver;
  readonly view: LiveView;
  readonly keys: boolean;
}

async function watch({
  signal,
  ...watched
}: Watched & {readonly signal: AbortSignal}): Promise<void> {
  while (!signal.aborted) {
    await look(watched);
    await sleep(LOOK_EVERY_MS, signal);
  }
}

async function look({seat, store, stage, driver, view, keys}: Watched): Promise<void> {
  const [hub, tills] = await Promise.all([store.hubStatus(), store.tillViews()]);
  const named = store.tills.map(
    ({workstationId}, at): {name: string; view: TillView | undefined} => ({
      name: workstationId,
      view: tills[at],
    }),
  );
  view.show({
    elapsedMs: stage.elapsedMs,
    hub,
    tills: named,
    lines: LINES.map(({name}) => ({name, cut: store.internet.isCut(name)})),
    sold: driver.counts.sold,
    total: driver.total,
    askedAgain: driver.counts.askedAgain,
    news: stage.news,
    ...{seat, keys},
  });
}

async function playScript(
  stage: Stage,
  {script, forMs, signal}: Pick<DemoOptions, 'script' | 'forMs' | 'signal'>,
): Promise<void> {
  for (const {atShare, act} of script) {
    await sleep(atShare * (forMs ?? 60_000) - stage.elapsedMs, signal);
    if (signal.aborted) return;
    stage.act(act);
  }
}

/** Single keys, without Enter. Returns the way back to a normal terminal. */
function listenToKeys(stage: Stage, end: () => void): () => void {
  const {stdin} = process;
  const pressed = (bytes: Buffer) => {
    const key = bytes.toString();
    if (key === 'q' || key === '\u0003') end();
    else if (key === 'i') stage.toggleInternet();
    else if (key === '1') stage.toggleLine('fibre');
    else if (key === '2') stage.toggleLine('lte');
    else if (key === 'h') stage.toggleHub();
    else if (key === 't') stage.toggleTill();
  };
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('data', pressed);
  return () => {
    stdin.off('data', pressed);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
