import {join} from 'node:path';
import type {Ledgers} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {openLedgerKeys, openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {
  loadOrCreateSigningKey,
  nodeDigest,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {until} from './until.ts';
import {realisticSales} from './work-load.ts';

const RETAIL_STORE_ID = '017';
const BODIES_A_DAY = 400;
const IN_FLIGHT = 2_048;

/** Opens a hub's ledgers as the hub does; its data directory is made where there is none. */
export async function openHubLedgers(directory: string): Promise<Ledgers> {
  const keyDirectory = join(directory, 'keys');
  const ledgers = join(directory, 'ledgers');
  const place = {file: join(keyDirectory, 'data-keys.json'), credential: undefined};
  return openLibsqlLedgers({
    directory: ledgers,
    keyDirectory,
    keys: await openLedgerKeys({place, directory: ledgers, nowMs: systemClock.wallMs()}),
    shell: 'worker',
    identity: await loadOrCreateSigningKey(join(keyDirectory, 'identity.key')),
    retailStoreId: RETAIL_STORE_ID,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
}

export interface BigLedger {
  readonly entries: number;
  readonly tills: number;
  /** The entries are spread evenly over so many days; see {@link dayOf}. */
  readonly days: number;
}

/** A till that signs nothing: what it sells is recorded here, and forwarded nowhere. */
export function newLane(workstationId: string): TestLane {
  return new TestLane({digest: nodeDigest, workstationId});
}

/** Appends real sales, day after day, and waits until all can be searched. */
export async function fillLedger(
  ledgers: Ledgers,
  {entries, tills, days}: BigLedger,
): Promise<void> {
  const lanes = Array.from({length: tills}, (_, at) => newLane(`B${at + 1}`));
  const aDay = Math.ceil(entries / days);
  let sold = 0;
  for (let day = 0; day < days; day++) {
    const bodies = realisticSales(BODIES_A_DAY, {seed: day + 1, businessDayDate: dayOf(day)});
    const ofDay = Math.min(aDay, entries - sold);
    for (let from = 0; from < ofDay; from += IN_FLIGHT) {
      const count = Math.min(IN_FLIGHT, ofDay - from);
      const appended = Array.from({length: count}, () => {
        const body = bodies[sold % bodies.length];
        const lane = lanes[sold % lanes.length] ?? newLane('B0');
        sold += 1;
        return ledgers.current.append(accepted(lane.next(body ? {body} : {})));
      });
      await Promise.all(appended);
    }
  }
  await until('all of it is indexed', () => {
    const {position} = ledgers.current.end();
    return ledgers.stats().indexedPosition === position;
  });
}

export function dayOf(number: number): string {
  return new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
}
