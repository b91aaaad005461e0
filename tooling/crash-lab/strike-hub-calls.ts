import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Chance} from './chance.ts';
import {DURABLE_CALLS, STRIKES, type Strike} from './strike-calls.ts';
import type {WholeStore} from './whole-store.ts';

/** No hub makes so many calls of one kind in one thread while it starts and records a few sales. */
const CALLS_MAX = 400;
const SALES = 2;
/** Every sync and write takes so much longer. */
const SLOW = ['fsync', 'fdatasync', 'pwrite64'].map(call => `inject=${call}:delay_enter=20000`);

/**
 * The same script again and again (start, sell, stop), each time struck one call later, for every
 * kind of durable call in turn, until none was reached any more.
 */
export async function strikeEveryCall(
  store: WholeStore,
  {strike, enough}: Chance & {readonly strike: Strike},
): Promise<number> {
  const left = new Set(DURABLE_CALLS);
  let struck = 0;
  for (let at = 1; at < CALLS_MAX && left.size > 0; at += 1) {
    for (const call of left) {
      if (struck > 0 && enough()) return struck;
      const traced = ['-e', `trace=${call}`, '-e', `inject=${call}:${STRIKES[strike](at)}`];
      const {died, log} = await runTraced(store, {traced, sales: SALES});
      if (strike === 'kill' ? died : /\((INJECTED|DELAYED)\)/.test(log)) struck += 1;
      else left.delete(call);
    }
  }
  return struck;
}

/** On a disk on which every sync takes its time: acks are late, and true. */
export async function slowDisk(store: WholeStore): Promise<number> {
  const traced = SLOW.flatMap(inject => ['-e', inject]);
  const {log} = await runTraced(store, {traced, sales: 10});
  return log.split('(DELAYED)').length - 1;
}

/** One life of the hub under strace, from its start to its end. */
async function runTraced(
  store: WholeStore,
  {traced, sales}: {readonly traced: readonly string[]; readonly sales: number},
): Promise<{readonly died: boolean; readonly log: string}> {
  const {hub} = store.local;
  await hub.stop();
  const file = join(store.directory, 'strace.txt');
  // As a grandchild: what is struck stays our own child, and is stopped and waited for as ever.
  const tracer = ['strace', '-D', '-f', '-qq', '-o', file];
  hub.under = [...tracer, ...traced, ...ledgerPaths(store).flatMap(path => ['-P', path])];
  await store.local.restartHub().catch(() => {}); // struck before it was ready
  await store.sell(sales);
  await store.settled();
  const diedBefore = store.hubDied;
  const ended = await hub.stop();
  const log = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return {died: diedBefore || ended === 'SIGKILL', log};
}

/** What a ledger keeps its promises in; its index is only ever made again. */
function ledgerPaths(store: WholeStore): readonly string[] {
  const folder = join(store.local.directories.hub, 'ledgers');
  return ['ledger-0001.db', 'ledger-0001.db-wal', 'ledger-0001.db.anchor'].map(name =>
    join(folder, name),
  );
}
