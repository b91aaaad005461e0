import {rmSync, statfsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {assert, utf8Decode} from '@holdfast/std';
import {DISK_MB} from './caps.ts';
import {EnduranceStore} from './endure.ts';
import type {Caps} from './endured.ts';
import {realisticSales} from './work-load.ts';

// Drives one store into its caps and says what became of it, as one JSON document. Its hub's data
// directory is a disk of `DISK_MB`.
const [, , directory = ''] = process.argv;
/** Beside what lies on the hub's disk to fill it, and is taken away later, so much is free. */
const LEFT_FREE_BYTES = 12 * 1024 * 1024;
const TILLS = 2;
const SALES_A_TILL = 10_000;
/** So many refusals without one sale in between: the disk is full, and stays so. */
const REFUSED_IN_A_ROW = 10;
/** The least that a till takes. */
const JOURNAL_MB = 10;
/** So many sales are under way at once. */
const CASHIERS = 16;
const SALES_MAX = 20_000;
const TILL_DRAIN_MS = 180_000;

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
  const {bavail, bsize} = statfsSync(run.store.directories.hub);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - LEFT_FREE_BYTES));
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
    answer ||= /"kind":"(\w+)"/.exec(reply)?.[1] ?? reply;
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
  let sold = 0;
  let refusal: {readonly status: number; readonly code: string} | undefined;
  const sell = async () => {
    while (!refusal && sold < SALES_MAX) {
      const response = await fetch(`${till.url}/v1/transactions`, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: bodies[sold % bodies.length] ?? '',
      });
      const said: Record<string, unknown> = JSON.parse(await response.text());
      if (response.ok) sold += 1;
      else refusal = {status: response.status, code: String(said['code'])};
    }
  };
  await Promise.all(Array.from({length: CASHIERS}, sell));
  if (!refusal) throw new Error(`a journal of ${JOURNAL_MB} MB took ${SALES_MAX} sales`);
  const [view] = await run.store.tillViews();
  return {capMb: JOURNAL_MB, sold, ...refusal, journaled: view?.journaled ?? 0};
}

async function waitForTill(): Promise<void> {
  if (!(await run.store.drained(TILL_DRAIN_MS)))
    throw new Error(
      `the till was never told that all is held: ${JSON.stringify(await run.store.tillViews())}`,
    );
}
