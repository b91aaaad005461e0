import {MirrorShelf} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, silentLog, toBase64Url, utf8Decode, utf8Encode} from '@holdfast/std';
import {toySigningKey} from '@holdfast/std/testing';
import {
  drawLedgerId,
  ENTRY_KINDS,
  encodeHubBody,
  erasureSchema,
  GENESIS_HASH,
  headAfter,
  hubIdOf,
  type LedgerEntry,
  transactionKeyOf,
} from '@holdfast/wire';
import {ChainWriter, ledgerEntries} from '@holdfast/wire/testing';
import {expect, test} from 'vitest';
import {MemoryFolder} from './testing/memory-folder.ts';

const digest = nodeDigest;
const hubId = hubIdOf(digest, toySigningKey(digest, 'hub').publicKey);
const ledgerId = drawLedgerId(hubId, {bytes: length => new Uint8Array(length).fill(3)});
const open = (folder: MemoryFolder) => MirrorShelf.open({folder, digest, log: silentLog});

/** Two sales to Ada, then the hub's word that the first is erased. */
async function story(workstationId = 'hub'): Promise<readonly LedgerEntry[]> {
  const writer = (name: string, at: string) =>
    new ChainWriter(
      {digest, key: toySigningKey(digest, name)},
      {retailStoreId: '017', workstationId: at},
    );
  const till = writer('till', 'W01');
  const personal = () => ({personal: utf8Encode('sixteen bytes of {"name":"Lovelace"}')});
  const sold = [await till.next('{}', personal()), await till.next('{}', personal())];
  const [first] = sold;
  expect.assert(first?.header.personalSha256);
  const named = {
    key: transactionKeyOf(first.header),
    personalSha256: toBase64Url(first.header.personalSha256),
  };
  const said = {v: 1, entries: [named], reason: 'asked', erasedBy: 'Grace', erasedAtMs: 1};
  const body = utf8Decode(encodeHubBody(erasureSchema, said));
  const by = writer('hub journal', workstationId);
  const erasure = await by.next(body, {kindCode: ENTRY_KINDS.erasure});
  return ledgerEntries([...sold, erasure]);
}

/** How often Ada's name lies on the standby's disks. */
function names(folder: MemoryFolder): number {
  const groups = [...folder.disks.values()].flatMap(disk => disk.groups);
  const text = groups.map(({entries}) => Buffer.from(entries).toString('latin1')).join('');
  return text.split('Lovelace').length - 1;
}

async function mirror(shelf: MirrorShelf, entries: readonly LedgerEntry[]): Promise<void> {
  let headBefore = GENESIS_HASH;
  for (const entry of entries) {
    expect(await shelf.append({ledgerId, headBefore, entries: [entry]})).toBe('accepted');
    headBefore = headAfter(digest, headBefore, entry.line);
  }
}

test('what the hub says is erased goes from its standby, and the copy goes on', async () => {
  const folder = new MemoryFolder();
  const shelf = await open(folder);
  const [one, two, erasure] = await story();
  expect.assert(one && two && erasure);
  await mirror(shelf, [one, two]);
  expect(names(folder)).toBe(2);
  const headBefore = shelf.end(ledgerId).head;
  expect(await shelf.append({ledgerId, headBefore, entries: [erasure]})).toBe('accepted');
  expect(names(folder)).toBe(1);
  expect((await open(new MemoryFolder(folder.disks))).end(ledgerId)).toEqual(shelf.end(ledgerId));
});

/** What may go wrong, and how often the name is there once the standby was started again. */
const BREAKS = {
  'the power fails between the word and the deed': {
    strike: (folder: MemoryFolder) => {
      const store = folder.stores.get(1);
      expect.assert(store);
      store.rewrite = () => Promise.reject(new Fault('database/failed', {reason: 'power'}));
      return 'hub';
    },
    left: 1,
  },
  'a till says it, and not the hub': {strike: () => 'W01', left: 2},
} satisfies Record<string, {strike: (folder: MemoryFolder) => string; left: number}>;

test.each(Object.entries(BREAKS))('%s: the next start has what is right', async (_, broken) => {
  const folder = new MemoryFolder();
  const shelf = await open(folder);
  const [one, two, erasure] = await story();
  expect.assert(one && two && erasure);
  await mirror(shelf, [one, two]);
  const speaker = broken.strike(folder);
  const word = speaker === 'hub' ? erasure : (await story(speaker)).at(-1);
  expect.assert(word);
  const headBefore = shelf.end(ledgerId).head;
  await shelf.append({ledgerId, headBefore, entries: [word]}).catch(() => 'broke');
  expect(names(folder)).toBe(2); // it struck
  await open(new MemoryFolder(folder.disks));
  expect(names(folder)).toBe(broken.left);
});
