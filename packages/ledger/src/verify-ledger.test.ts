import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {toBase64Url, utf8Encode} from '@holdfast/std';
import {encodeHubBody, entrySigningMessage, rosterChangedSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {closeGroup} from './group.ts';
import {HubJournal, makeHubEntry} from './hub-journal.ts';
import {KnownKeys} from './known-keys.ts';
import type {StoredGroup} from './ports.ts';
import {accepted, openMemoryLedger, TestLane} from './testing.ts';
import {verifyLedger} from './verify-ledger.ts';

const digest = nodeDigest;

async function setUp() {
  const memory = await openMemoryLedger({digest, limits: {snapshotGroupsMax: 2}});
  const {ledger, store} = memory;
  const [one, two] = [1, 2].map(at => new TestLane({digest, workstationId: `W0${at}`}));
  for (const count of [2, 3, 1]) {
    const entries = [...(one?.take(count) ?? []), ...(two?.take(1) ?? [])];
    await Promise.all(entries.map(entry => ledger.append(accepted(entry))));
  }
  const verify = async (signatures?: Parameters<typeof verifyLedger>[0]['signatures']) => {
    const {ledgerId} = ledger;
    const {firstPosition, lastPosition} = await store.contents();
    const parts = {ledgerId, store, firstPosition, lastPosition, digest};
    return await verifyLedger({...parts, ...(signatures ? {signatures} : {})});
  };
  const change = (at: number, changed: (group: StoredGroup) => StoredGroup) => {
    store.disk.groups = store.disk.groups.map((group, on) => (on === at ? changed(group) : group));
  };
  return {...memory, verify, change};
}

test('a whole ledger is verified to its end', async () => {
  const {ledger, verify} = await setUp();
  expect(await verify()).toMatchObject({
    ...ledger.end(),
    broken: undefined,
    groups: 3,
    lanes: 2,
    skipped: 0,
  });
});

test('a changed byte is found, with the first position of its group', async () => {
  const {verify, change} = await setUp();
  change(1, group => ({...group, entries: group.entries.with(50, 255)}));
  expect(await verify()).toMatchObject({
    position: 3,
    broken: {position: 4, reason: 'differs from its digest'},
  });
});

test('a group that was left out, or put in from elsewhere, is found where it should join', async () => {
  const {store, verify} = await setUp();
  const [first, , third] = store.disk.groups;
  expect.assert(first && third);
  store.disk.groups = [first, third];
  expect(await verify()).toMatchObject({broken: {position: 4, reason: 'is missing'}});
  const other = await setUp();
  const stranger = new TestLane({digest, workstationId: 'W09'}).take(4);
  const {group} = closeGroup(digest, {
    tail: {position: 3, head: new Uint8Array(32), recordedAtMs: 0},
    entries: stranger.map(entry => ({...accepted(entry), recordedAtMs: 1})),
    laneTable: 'touched',
    lanes: [],
  });
  other.change(1, () => group);
  expect(await other.verify()).toMatchObject({broken: {position: 4, reason: 'does not join'}});
});

test('a lane that does not go on from its last entry is found, though every hash is right', async () => {
  const {store, verify} = await setUp();
  const last = store.disk.groups.at(-1);
  expect.assert(last);
  const forked = new TestLane({digest, workstationId: 'W01'}).take(1);
  const {group} = closeGroup(digest, {
    tail: {position: last.last, head: last.head, recordedAtMs: 9e15},
    entries: forked.map(entry => ({...accepted(entry), recordedAtMs: 9e15})),
    laneTable: 'touched',
    lanes: [],
  });
  store.disk.groups = [...store.disk.groups, group];
  expect(await verify()).toMatchObject({broken: {position: 10, reason: 'sequence 1 again'}});
});

test('signatures are verified by the keys that the ledger itself names', async () => {
  const {ledger, clock, verify} = await setUp();
  const key = await createSigningKey();
  const hub = new HubJournal({ledger, key, digest, clock, retailStoreId: '017'});
  const admit = encodeHubBody(rosterChangedSchema, {
    v: 1,
    epoch: 1,
    changedAtMs: 1,
    change: {
      kind: 'journalAdmitted',
      workstationId: 'hub',
      journalId: hub.journalId,
      publicKey: {algorithm: 'ed25519', bytes: toBase64Url(key.publicKey.bytes)},
      name: 'the hub itself',
    },
  });
  await hub.append('rosterChanged', admit);
  await hub.append('alarm', utf8Encode('{}'));
  const signatures = () => ({verifier: nodeSignatureVerifier, keys: new KnownKeys(digest)});
  // The tills' keys are not named here.
  expect(await verify(signatures())).toMatchObject({
    broken: undefined,
    signatures: {verified: 2, unknownKey: 9},
  });
  const {sequenceNumber, entryHash} = ledger.lane(hub.journalId) ?? {};
  expect.assert(sequenceNumber && entryHash);
  const body = utf8Encode('{"signed":"over another entry"}');
  const after = {sequenceNumber, entryHash};
  const parts = {digest, key, retailStoreId: '017', after, kind: 'alarm', body} as const;
  const signature = await key.sign(entrySigningMessage(new Uint8Array(32)));
  await ledger.append(accepted({...(await makeHubEntry(parts)), signature}));
  expect(await verify(signatures())).toMatchObject({
    broken: {position: 12, reason: 'its signature is wrong'},
  });
});
