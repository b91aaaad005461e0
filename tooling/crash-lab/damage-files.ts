import {cpSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {SeededRandom} from '@holdfast/std/testing';
import type {Chance} from './chance.ts';
import type {WholeStore} from './whole-store.ts';

/** Without the anchor's knowledge, and with it: both are noticed, and both are refilled. */
export async function putBack(store: WholeStore, {enough}: Chance): Promise<number> {
  const folder = join(store.local.directories.hub, 'ledgers');
  let struck = 0;
  for (const withAnchor of [false, true]) {
    if (struck > 0 && enough()) break;
    const copy = join(store.directory, `copy-${withAnchor}`);
    await store.local.hub.stop();
    cpSync(folder, copy, {recursive: true});
    await store.startAll();
    await store.sell(10);
    await store.settled();
    await store.local.hub.kill();
    for (const name of readdirSync(copy)) {
      if (name.endsWith('.reserve') || (name.endsWith('.anchor') && !withAnchor)) continue;
      rmSync(join(folder, name), {force: true});
      rmSync(join(folder, `${name}-wal`), {force: true});
      cpSync(join(copy, name), join(folder, name));
    }
    await store.startAll();
    await store.sell(5);
    await store.settled();
    struck += 1;
  }
  return struck;
}

/** A bit of what lies on the hub's disk, after a death that leaves its log as it is. */
export async function flipAtHub(store: WholeStore, {random, enough}: Chance): Promise<number> {
  let struck = 0;
  for (const ending of ['.db-wal', '.anchor', '.db']) {
    if (struck > 0 && enough()) break;
    await store.sell(10);
    await store.settled();
    await store.local.hub.kill();
    const folder = join(store.local.directories.hub, 'ledgers');
    if (flipIn(folder, {ending, random})) struck += 1;
    await store.startAll();
  }
  return struck;
}

/**
 * One bit of what a till has journaled since it started. All of it is recorded at the hub by then:
 * what a till alone has, nobody could give back to it.
 */
export async function flipAtTill(store: WholeStore, {random}: Chance): Promise<number> {
  const [till] = store.local.tills;
  await store.sell(10);
  await store.settled();
  if (!till) return 0;
  await store.local.killTill(till);
  const struck = flipIn(join(till.directory, 'journal'), {ending: '.db-wal', random}) ? 1 : 0;
  await store.startAll();
  await store.sell(5);
  return struck;
}

/** One bit of one file; false where there is none to flip. */
function flipIn(
  folder: string,
  {ending, random}: {readonly ending: string; readonly random: SeededRandom},
): boolean {
  const file = readdirSync(folder)
    .filter(name => name.startsWith('ledger') || name.startsWith('journal'))
    .findLast(name => name.endsWith(ending));
  if (file === undefined) return false;
  const bytes = readFileSync(join(folder, file));
  if (bytes.length === 0) return false;
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  writeFileSync(join(folder, file), bytes);
  return true;
}
