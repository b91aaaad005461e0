import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {journalIdOf, type RosterChange} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {publicKeyText} from './public-key-text.ts';
import {type JournalClosing, Roster} from './roster.ts';

const {publicKey} = await createSigningKey();
const journalId = journalIdOf(nodeDigest, publicKey);
const lastKnown = {sequenceNumber: 3, entryHash: 'A'.repeat(43)};

function roster(...changes: readonly RosterChange[]): Roster {
  const made = new Roster();
  const admitted = {
    kind: 'journalAdmitted',
    workstationId: 'W01',
    journalId,
    publicKey: publicKeyText(publicKey),
    name: 'Lane 1',
  } as const;
  for (const change of [admitted, ...changes]) {
    made.apply({v: 1, epoch: 1, changedAtMs: 0, change});
  }
  return made;
}

test('while a journal is being closed nothing of it is taken, and whoever records of it is told first', async () => {
  const store = roster();
  const told: (JournalClosing & {readonly open: boolean})[] = [];
  store.shutting.subscribe(closing => told.push({...closing, open: store.isOpen(journalId)}));
  await store.whileShut({journalId, reason: 'revoked'}, async () => {
    expect(store.isOpen(journalId)).toBe(false);
    const change = {kind: 'journalClosed', journalId, reason: 'revoked', lastKnown} as const;
    store.apply({v: 1, epoch: 1, changedAtMs: 0, change});
  });
  expect(told).toEqual([{journalId, reason: 'revoked', open: false}]);
  expect(store.isOpen(journalId)).toBe(false);
});

test('a closing that could not be written leaves the journal as it was', async () => {
  const store = roster();
  const failing = store.whileShut({journalId, reason: 'revoked'}, async () => {
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(store.isOpen(journalId)).toBe(true);
});

test('a till is renamed, closed or not, and nothing else about it changes', () => {
  const renamed = roster({kind: 'journalRenamed', journalId, name: 'Bakery'});
  expect(renamed.journal(journalId)).toEqual({
    ...roster().journal(journalId),
    name: 'Bakery',
  });
  const closed = {kind: 'journalClosed', journalId, reason: 'revoked', lastKnown} as const;
  const later = roster(closed, {kind: 'journalRenamed', journalId, name: 'Gone'});
  expect(later.journal(journalId)).toMatchObject({name: 'Gone', closed: 'revoked'});
});

test('one standby may follow the hub: the one named last, and none once it was dismissed', async () => {
  const second = (await createSigningKey()).publicKey;
  const named = (key: typeof publicKey, name: string) =>
    ({kind: 'successorNamed', hubPublicKey: publicKeyText(key), name}) as const;
  const both = [named(publicKey, 'back office'), named(second, 'cellar')];
  expect(roster(...both).successor).toEqual({hubPublicKey: second, name: 'cellar'});
  const dismissed = [...both, {kind: 'successorDismissed'}] as const;
  expect(roster(...dismissed).successor).toBeUndefined();
  expect(roster(...dismissed, named(publicKey, 'back office')).successor?.name).toBe('back office');
});
