import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Ledgers} from '@holdfast/ledger';
import {openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {createSigningKey, nodeDigest, systemRandom} from '@holdfast/platform-node';
import {Fault, silentLog, utf8Encode} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {hubIdOf} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ErasureBook} from './erasure-book.ts';
import {PersonalControl} from './personal-control.ts';

const ASKED = {reason: 'asked in writing', erasedBy: 'manager'};
const ADA = {customerId: 'C-1001'};

const identity = await createSigningKey();
const tillKey = await createSigningKey();
const hubId = hubIdOf(nodeDigest, identity.publicKey);
const clock = new VirtualClock();

let directory: string;
const opened: Ledgers[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(async () => {
  for (const ledgers of opened.splice(0)) await ledgers.close();
  rmSync(directory, {recursive: true});
});

/** A hub without its network; its rows lie unsealed, so that a search finds what is there. */
async function hub(folder: string) {
  const ledgers = await openLibsqlLedgers({
    directory: join(folder, 'ledgers'),
    keyDirectory: join(folder, 'keys'),
    ...{shell: 'inline', reserveBytes: 65_536, identity, retailStoreId: '017'},
    ...{clock, random: systemRandom, log: silentLog},
  });
  opened.push(ledgers);
  const file = join(folder, 'erasures.json');
  const book = new ErasureBook({file, hubId, identity, ledgers, clock, log: silentLog});
  await book.open();
  return {ledgers, book, control: new PersonalControl({ledgers, book, log: silentLog})};
}

async function sell({current}: Ledgers, count: number): Promise<void> {
  const place = {retailStoreId: '017', workstationId: 'W01'};
  const till = new ChainWriter({digest: nodeDigest, key: tillKey}, place);
  for (let sale = 0; sale < count; sale++) {
    const who = sale % 2 === 0 ? 'Lovelace","customerId":"C-1001' : 'Hopper';
    const personal = utf8Encode(`sixteen bytes of {"name":"${who}"}`);
    const entry = await till.next(`{"sale":${sale}}`, {personal});
    const accepted = {kind: 'accepted'} as const;
    await current.append({entry, disposition: accepted, clockOffsetMs: 0});
  }
}

/** The files below a folder that have a word in them. */
function filesWith(word: string, folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(name => {
    const file = join(folder, name);
    return statSync(file).isFile() && readFileSync(file).includes(word);
  });
}

test('what is erased is in no file, and what is not stays; asked again there is nothing to do', async () => {
  const {ledgers, control, book} = await hub(directory);
  await sell(ledgers, 40);
  expect(filesWith('Lovelace', directory)).not.toEqual([]);
  const report = await control.erase(ADA, ASKED);
  expect(report).toMatchObject({pending: false});
  expect(report.entries).toHaveLength(20);
  expect(filesWith('Lovelace', directory)).toEqual([]);
  expect(filesWith('Hopper', directory)).not.toEqual([]);
  expect(book.pending).toBe(0);
  expect((await control.erase(ADA, ASKED)).entries).toEqual([]);
  const listed = await control.list({}, {withData: true});
  expect(listed.filter(({state}) => state === 'kept')).toHaveLength(20);
  expect(listed.filter(({state}) => state === 'erased')).toHaveLength(20);
});

/** What befalls the hub in the middle; what it leaves is the disk of the next start. */
const BREAKS: Readonly<Record<string, (ledgers: Ledgers, disk: string) => void>> = {
  'killed after the word and before the deed': (ledgers, disk) => {
    ledgers.erasePersonal = async () => {
      cpSync(directory, disk, {recursive: true});
      throw new Fault('database/failed', {reason: 'killed'});
    };
  },
  'killed after the deed, before it was noted': (ledgers, disk) => {
    const erase = ledgers.erasePersonal.bind(ledgers);
    ledgers.erasePersonal = async isErased => {
      await erase(isErased);
      cpSync(directory, disk, {recursive: true});
      throw new Fault('database/failed', {reason: 'killed'});
    };
  },
  'killed before the deed, and the book lost': (ledgers, disk) => {
    ledgers.erasePersonal = async () => {
      cpSync(directory, disk, {recursive: true});
      rmSync(join(disk, 'erasures.json'));
      throw new Fault('database/in-use', {reason: 'killed'});
    };
  },
};

test.each(Object.entries(BREAKS))('%s: the next start does what is left', async (_, strike) => {
  const {ledgers, control} = await hub(directory);
  await sell(ledgers, 10);
  const disk = mkdtempSync(join(tmpdir(), 'holdfast-'));
  strike(ledgers, disk);
  expect(await control.erase(ADA, ASKED)).toMatchObject({pending: true});
  const next = await hub(disk);
  const [first] = next.book.erased();
  expect.assert(first);
  expect(next.book.isErased(first.key)).toBe(true);
  expect(next.book.pending).toBe(5); // it struck: nobody had noted that it was done
  expect(await next.book.finish()).toBe(true);
  expect(filesWith('Lovelace', disk)).toEqual([]);
  expect(next.book.pending).toBe(0);
  await opened.pop()?.close();
  const after = await hub(disk);
  expect(after.book.pending).toBe(0);
  expect(after.book.erased()).toHaveLength(5);
  await opened.pop()?.close();
  rmSync(disk, {recursive: true});
});
