import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {realisticSales} from '@holdfast/bench/work-load';
import {assert, utf8Decode} from '@holdfast/std';
import {DISK_MB} from './caps.ts';
import {EnduranceStore} from './endure.ts';
import type {Caps} from './endured.ts';

// Drives one store into its caps and says what became of it, as one JSON document. Its hub's data
// directory is a disk of `DISK_MB`.
const [, , directory = ''] = process.argv;
/** Fills the disk up to where the hub still has its reserve and little besides; taken away later. */
const BALLAST_BYTES = (DISK_MB - 50) * 1024 * 1024;
const TILLS = 2;
const SALES_A_TILL = 10_000;
/** So many refusals without one sale in between: the disk is full, and stays so. */
const REFUSED_IN_A_ROW = 10;
const JOURNAL_MB = 10;
const SALES_MAX = 20_000;

const run = new EnduranceStore(directory);
try {
  process.stdout.write(JSON.stringify(await strain()));
} finally {
  await run.dispose();
}

async function strain(): Promise<Caps> {
  await run.startOffline();
  const till = await strainTill();
  const hub = await strainHub();
  await run.drained(async () => {});
  await waitForTill();
  return {hub, till, proof: await run.prove(TILLS * SALES_A_TILL + till.sold)};
}

/** Sells until the hub has no room, lets it forward, makes room, and sells on. */
async function strainHub(): Promise<Caps['hub']> {
  const ballast = join(run.store.directories.hub, 'ballast');
  writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES));
  const lanes = [await run.addTill('W1'), await run.addTill('W2')];
  const bodies = realisticSales(SALES_A_TILL);
  const all = TILLS * SALES_A_TILL;
  let [answer, recorded, heldMeanwhile, inARow, before] = ['', 0, 0, 0, 0];
  let making: Promise<void> | undefined;
  const makeRoom = async () => {
    recorded = await recordedByLanes();
    await run.restoreLines();
    await run.drained(async () => {});
    heldMeanwhile = await heldByLanes();
    rmSync(ballast);
  };
  const refused = async (reply: string) => {
    run.refusals += 1;
    answer ||= reply.replaceAll(/"sequenceNumber":\d+,?/g, '');
    const now = await recordedByLanes();
    [inARow, before] = [now === before ? inARow + 1 : 0, now];
    if (inARow >= REFUSED_IN_A_ROW) making ??= makeRoom();
    await new Promise(resolve => setTimeout(resolve, 50));
  };
  for (const lane of lanes) await lane.load(bodies);
  await Promise.all(lanes.map(lane => lane.recordAll(32, refused)));
  await making;
  for (const lane of lanes) lane.close();
  const {refusals} = run;
  assert(making !== undefined && refusals > 0, 'the disk was full');
  return {
    ...{diskMb: DISK_MB, recorded, answer, refused: refusals, heldMeanwhile},
    recordedLater: all - recorded,
  };
}

async function recordedByLanes(): Promise<number> {
  const tills = (await run.store.hubStatus())?.tills ?? [];
  return tills.reduce((sum, till) => sum + (isLane(till) ? till.recordedSequence : 0), 0);
}

async function heldByLanes(): Promise<number> {
  const tills = (await run.store.hubStatus())?.tills ?? [];
  return tills.reduce((sum, till) => sum + (isLane(till) ? till.heldSequence : 0), 0);
}

function isLane({workstationId}: {readonly workstationId: string}): boolean {
  return workstationId === 'W1' || workstationId === 'W2';
}

/** A real till with a small journal: sells until it answers no. Its hub is there all the while. */
async function strainTill(): Promise<Caps['till']> {
  const config = join(directory, 'till.toml');
  writeFileSync(config, `[journal]\nmax_megabytes = ${JOURNAL_MB}\n`);
  const till = await run.store.addTill('W9', ['--config', config]);
  run.tills.push(till.directory);
  const bodies = realisticSales(1_000).map(utf8Decode);
  for (let sold = 0; sold < SALES_MAX; sold += 1) {
    const response = await fetch(`${till.url}/v1/transactions`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: bodies[sold % bodies.length] ?? '',
    });
    if (response.ok) {
      await response.text();
      continue;
    }
    const {code}: Record<string, unknown> = JSON.parse(await response.text());
    const [view] = await run.store.tillViews();
    return {
      ...{capMb: JOURNAL_MB, sold, status: response.status, code: String(code)},
      journaled: view?.journaled ?? 0,
    };
  }
  throw new Error(`a journal of ${JOURNAL_MB} MB took ${SALES_MAX} sales`);
}

async function waitForTill(): Promise<void> {
  if (!(await run.store.drained(60_000)))
    throw new Error('the till was never told that all is held');
}
