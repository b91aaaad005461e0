import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {LocalStore} from '@holdfast/cli/store';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import type * as z from 'zod';
import {BenchLane} from './bench-lane.ts';
import {proofSchema, type Sample} from './endured.ts';
import {bytesBelow, sampleProcess} from './process-sample.ts';
import {realisticSales} from './work-load.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2026, 10, 23);
const HOLDFAST = fileURLToPath(new URL('../../apps/cli/bin/holdfast.mjs', import.meta.url));
const DAYS_PROGRAM = fileURLToPath(new URL('./days-program.ts', import.meta.url));
/** Where a hub that has run before keeps its compiled sources: `days-program.ts` joins them. */
const COMPILED = fileURLToPath(
  new URL('../../node_modules/.cache/holdfast-compiled', import.meta.url),
);
/** Signed and journaled together, in one sync; then sent. */
const RUN_ENTRIES = 250;
const IN_FLIGHT = 32;
const BODIES_A_DAY = 400;
const SAMPLE_MS = 5_000;
/** A drain that gets nowhere for so long is none. */
const STANDSTILL_MS = 120_000;
/** What the proof keeps in memory of one entry, on all three sides. */
const PROOF_BYTES_EACH = 8_000;
const PROOF_MB_MIN = 4_096;

export interface Endurance {
  readonly transactions: number;
  readonly days: number;
  readonly tills: number;
  readonly onSample: (sample: Sample) => void;
}

/** A store on this machine, made for one run, and gone after it. */
export class EnduranceStore {
  readonly directory: string;
  readonly store: LocalStore;
  readonly tills: string[] = [];
  readonly #isOurs: boolean;
  readonly #startMs = performance.now();
  refusals = 0;

  /** In a directory of its own, which goes with it, unless it is told which. */
  constructor(directory?: string) {
    this.#isOurs = directory === undefined;
    this.directory = directory ?? mkdtempSync(join(tmpdir(), 'holdfast-'));
    this.store = new LocalStore({
      ...{directory: this.directory, storeId: '017', loopbackMulticast: false},
    });
    this.pass(0);
    process.env['HOLDFAST_ENDURANCE'] = this.directory;
    process.env['NODE_COMPILE_CACHE'] ??= COMPILED;
    process.env['NODE_OPTIONS'] = `--no-warnings --import=${DAYS_PROGRAM}`;
  }

  get seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  /** So many days have passed since the start, for hub and head office. */
  pass(days: number): void {
    writeFileSync(join(this.directory, 'passed-ms'), String(days * DAY_MS));
  }

  /** A hub that head office knows; then nothing leads there any more. */
  async startOffline(): Promise<void> {
    await this.store.startGateway();
    await this.store.startHub();
    await this.#until('the hub is known', async () => (await this.unsent()) === 0);
    await this.store.hub.stop(); // its first start, which compiles everything, is another matter
    await this.store.restartHub();
    for (const line of ['fibre', 'lte'] as const) this.store.internet.cut(line);
    await this.#until('the hub says so', async () => {
      return (await this.store.hubStatus())?.state === 'offline';
    });
  }

  async restoreLines(): Promise<void> {
    for (const line of ['fibre', 'lte'] as const) this.store.internet.restore(line);
  }

  /** A till that pairs for real, and journals on a disk of its own what it sells. */
  async addTill(workstationId: string): Promise<BenchLane> {
    const directory = join(this.directory, 'tills', workstationId);
    const inJournal = join(directory, 'journal');
    const journal = await openLibsqlJournal({
      ...{directory: inJournal, digest: nodeDigest, log: silentLog},
    });
    this.tills.push(directory);
    return await BenchLane.open({link: await this.store.pairingLink(), workstationId, journal});
  }

  async unsent(): Promise<number | undefined> {
    return (await this.store.hubStatus())?.ledger.unsent;
  }

  /** Goes on until all is held; fails where nothing moves. */
  async drained(onSample: () => Promise<void>): Promise<void> {
    let [least, movedMs, sampledMs] = [Number.POSITIVE_INFINITY, performance.now(), 0];
    for (;;) {
      const unsent = await this.unsent();
      if (unsent === 0) return;
      const nowMs = performance.now();
      if (unsent !== undefined && unsent < least) [least, movedMs] = [unsent, nowMs];
      if (nowMs - movedMs > STANDSTILL_MS) throw new Error(`nothing moves; ${least} are unsent`);
      if (nowMs - sampledMs > SAMPLE_MS) {
        sampledMs = nowMs;
        await onSample();
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  async sample(day: number): Promise<Sample> {
    const {hub, gateway} = this.store.directories;
    const status = await this.store.hubStatus();
    return {
      day,
      seconds: this.seconds,
      hub: sampleProcess(this.store.hub.pid ?? 0, this.directory),
      gateway: sampleProcess(this.store.gateway.pid ?? 0, this.directory),
      hubBytes: bytesBelow(hub),
      logBytes: bytesBelow(hub, '-wal'),
      gatewayBytes: bytesBelow(gateway),
      tillBytes: this.tills.reduce((sum, till) => sum + bytesBelow(till), 0),
      recorded: status?.tills.reduce((sum, till) => sum + till.recordedSequence, 0) ?? 0,
      unsent: status?.ledger.unsent ?? -1,
      refusals: this.refusals,
      state: status?.state ?? 'no answer',
    };
  }

  /** Stops everything and lets another program count what is on the disks. */
  async prove(entries: number): Promise<z.output<typeof proofSchema>> {
    const unclean = await this.store.stop();
    if (unclean.length > 0) throw new Error(`did not end by themselves: ${unclean.join(', ')}`);
    const {hub, gateway} = this.store.directories;
    const places = ['--hub', hub, '--gateway', gateway, '--tills', ...this.tills];
    const megabytes = Math.max(PROOF_MB_MIN, Math.ceil((entries * PROOF_BYTES_EACH) / 1e6));
    const heap = `--max-old-space-size=${megabytes}`;
    const said = await new Promise<string>((resolve, reject) => {
      const line = ['--no-warnings', heap, HOLDFAST, 'prove', '--json', ...places];
      const options = {maxBuffer: 2 ** 28, env: {...process.env, NODE_OPTIONS: ''}};
      execFile(process.execPath, line, options, (error, stdout, stderr) => {
        if (stdout.trim() === '') reject(error ?? new Error(stderr));
        else resolve(stdout);
      });
    });
    return proofSchema.parse(JSON.parse(said));
  }

  async dispose(): Promise<void> {
    await this.store.stop();
    if (this.#isOurs) rmSync(this.directory, {recursive: true});
  }

  async #until(subject: string, done: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + STANDSTILL_MS;
    while (!(await done())) {
      if (performance.now() > endMs) throw new Error(`waited too long until ${subject}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

/** Days without the internet, tills that sell all the same, then the drain, then the proof. */
export async function endure({transactions, days, tills, onSample}: Endurance) {
  const run = new EnduranceStore();
  try {
    await run.startOffline();
    const lanes: BenchLane[] = [];
    for (let at = 1; at <= tills; at += 1) lanes.push(await run.addTill(`W${at}`));
    const offline: Sample[] = [];
    const note = (samples: Sample[]) => async (day: number) => {
      const sample = await run.sample(day);
      samples.push(sample);
      onSample(sample);
    };
    const sellingSince = run.seconds;
    for (let day = 1; day <= days; day += 1) {
      const soldBefore = Math.floor((transactions * (day - 1)) / days);
      const sales = Math.floor((transactions * day) / days) - soldBefore;
      await sellDay(run, {lanes, day, sales});
      run.pass(day);
      await new Promise(resolve => setTimeout(resolve, 500));
      await note(offline)(day);
    }
    for (const lane of lanes) lane.close();
    const [sellSeconds, drainingSince] = [run.seconds - sellingSince, run.seconds];
    const drain: Sample[] = [];
    await run.restoreLines();
    await run.drained(() => note(drain)(days));
    await note(drain)(days);
    const drainSeconds = run.seconds - drainingSince;
    const proof = await run.prove(transactions);
    return {offline, drain, sellSeconds, drainSeconds, proof};
  } finally {
    await run.dispose();
  }
}

/** Each till its share, all at once. A till that is refused waits a moment and sends it again. */
async function sellDay(
  run: EnduranceStore,
  {
    lanes,
    day,
    sales,
  }: {readonly lanes: readonly BenchLane[]; readonly day: number; readonly sales: number},
): Promise<void> {
  const businessDayDate = new Date(FIRST_DAY_MS + (day - 1) * DAY_MS).toISOString().slice(0, 10);
  const bodies = realisticSales(BODIES_A_DAY, {seed: day, businessDayDate});
  let left = sales;
  const sell = async (lane: BenchLane) => {
    while (left > 0) {
      const count = Math.min(RUN_ENTRIES, left);
      left -= count;
      const from = left;
      const some = Array.from({length: count}, (_, at) => bodies[(from + at) % bodies.length]);
      await lane.load(some.flatMap(body => body ?? []));
      await lane.recordAll(IN_FLIGHT, async () => {
        run.refusals += 1;
        await new Promise(resolve => setTimeout(resolve, 50));
      });
    }
  };
  await Promise.all(lanes.map(sell));
}
