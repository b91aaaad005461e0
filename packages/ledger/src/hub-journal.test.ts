import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {isFault, utf8Encode} from '@holdfast/std';
import {entrySigningMessage} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {HubJournal} from './hub-journal.ts';
import {openMemoryLedger} from './testing.ts';

async function openJournal() {
  const memory = await openMemoryLedger({digest: nodeDigest});
  const {ledger, clock} = memory;
  const key = await createSigningKey();
  const parts = {ledger, key, digest: nodeDigest, clock, retailStoreId: '017'};
  return {...memory, key, parts, journal: new HubJournal(parts)};
}

test('what the hub writes at once stands in the order of the calls, signed and chained', async () => {
  const {ledger, journal, key} = await openJournal();
  const bodies = ['one', 'two', 'three'].map(utf8Encode);
  await Promise.all(bodies.map(body => journal.append('alarm', body)));
  const {entries} = await ledger.readAfter(0, {entriesMax: 9, bodyBytesMax: 999});
  expect(entries.map(({entry}) => entry.body)).toEqual(bodies);
  expect(entries.map(({entry}) => entry.header.sequenceNumber)).toEqual([1, 2, 3]);
  for (const {entry} of entries) {
    expect(
      await nodeSignatureVerifier.verify({
        publicKey: key.publicKey,
        message: entrySigningMessage(entry.entryHash),
        signature: entry.signature ?? new Uint8Array(),
      }),
    ).toBe(true);
  }
});

test('a hub that starts again goes on with its journal', async () => {
  const before = await openJournal();
  await before.journal.append('alarm', utf8Encode('before'));
  const {ledger} = await before.reopen();
  const journal = new HubJournal({...before.parts, ledger});
  await journal.append('alarm', utf8Encode('after'));
  expect(ledger.lane(journal.journalId)).toMatchObject({sequenceNumber: 2, workstationId: 'hub'});
});

test('on a full disk an entry is refused, and the next one follows the last recorded', async () => {
  const {ledger, journal, store} = await openJournal();
  await journal.append('alarm', utf8Encode('first'));
  store.failNextWrite('database/disk-full');
  const refused = await journal.append('alarm', utf8Encode('lost')).catch(error => error);
  expect(isFault(refused, 'database/disk-full')).toBe(true);
  await journal.append('alarm', utf8Encode('second'));
  expect(ledger.lane(journal.journalId)).toMatchObject({sequenceNumber: 2});
});
