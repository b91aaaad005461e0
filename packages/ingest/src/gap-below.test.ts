import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {drawGatewayIncarnation, type JournalEntry} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {gapBelow} from './gap-below.ts';
import {frameOf, sale, storeScene, type TestHub, type TestTill} from './testing/store-scene.ts';

const {till, hub, proveTo, answers} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});

let one: TestTill;
let store: TestHub;
let sold: JournalEntry[];

function incarnationOf(fill: number) {
  return drawGatewayIncarnation({bytes: length => new Uint8Array(length).fill(fill)});
}

/** Head office holds so much, says the gateway of that incarnation. */
async function held(sequenceNumber: number, incarnation: number): Promise<void> {
  const {entryHash, header} = sold[sequenceNumber - 1] ?? expect.fail('it was sold');
  await store.memory.ledger.keepHeldStatement({
    retailStoreId: '017',
    workstationId: 'W01',
    journalId: header.journalId,
    sequenceNumber,
    entryHash,
    gatewayIncarnation: incarnationOf(incarnation),
    issuedAtMs: 1_700_000_000_000 + incarnation,
    signature: new Uint8Array(64),
  });
}

/** A hub that began at a statement over three sales, and recorded the fourth and the fifth. */
beforeEach(async () => {
  one = await till();
  store = await hub([one]);
  sold = [];
  for (let count = 0; count < 5; count++) sold.push(await one.chain.next(sale()));
  await held(3, 1);
  const session = await proveTo(store, one);
  for (const [at, entry] of sold.slice(3).entries()) {
    session.events.frame(frameOf(entry));
    await answers(session, at + 1);
  }
});

test('head office that went back behind the base is refilled by the till: the hub begins anew', async () => {
  await held(1, 2);
  const {socket} = await proveTo(store, one, sold[4]);
  expect(store.gaps).toEqual([sold[0]?.header.journalId]);
  expect(socket.closedWith?.reason).toBe('stopping'); // and so the till rings again
});

test('head office that went back no further than the base is refilled from the ledger', async () => {
  await held(3, 2);
  expect((await proveTo(store, one, sold[4])).socket.of('welcome')).toHaveLength(1);
  await held(4, 3);
  expect((await proveTo(store, one, sold[4])).socket.of('welcome')).toHaveLength(1);
  expect(store.gaps).toEqual([]);
});

test('what a hub lost in the middle is found below what it recorded since, and above what it has', async () => {
  const [first] = sold;
  if (!first) return expect.fail('it was sold');
  const lane = await till();
  const other = await hub([lane]);
  const made: JournalEntry[] = [];
  for (let count = 0; count < 6; count++) made.push(await lane.chain.next(sale()));
  sold = made;
  store = other;
  const bring = async (entries: readonly JournalEntry[]) => {
    const session = await proveTo(other, lane);
    for (const [at, entry] of entries.entries()) {
      session.events.frame(frameOf(entry));
      await answers(session, at + 1);
    }
  };
  await bring(made.slice(0, 2));
  await held(4, 1); // it lost 3 and 4, and stands on head office's word for them
  await bring(made.slice(4));
  await held(1, 2);
  await proveTo(other, lane, made[5]);
  expect(other.gaps).toEqual([made[0]?.header.journalId]);
});

test('a statement that a later gateway does not repeat covers nothing, and is not taken again', async () => {
  const journalId = sold[0]?.header.journalId ?? expect.fail('it was sold');
  const {ledger} = store.memory;
  const another = await till();
  const entry = await another.chain.next(sale());
  await ledger.keepHeldStatement({
    ...(ledger.heldStatement(journalId) ?? expect.fail('it was held')),
    journalId: entry.header.journalId,
    gatewayIncarnation: incarnationOf(2),
  });
  expect(await gapBelow({ledger}, {journalId, firstSequenceNumber: 1})).toBe('gap');
  expect(await gapBelow({ledger}, {journalId, firstSequenceNumber: 2})).toBe('none');
});

test('what the till has deleted as well is not asked for: its new sales must not wait for it', async () => {
  await held(1, 2);
  const {ledger} = store.memory;
  const journalId = sold[0]?.header.journalId ?? expect.fail('it was sold');
  const asked = (firstSequenceNumber?: number) =>
    gapBelow(
      {ledger},
      {
        journalId,
        ...(firstSequenceNumber === undefined ? {} : {firstSequenceNumber}),
      },
    );
  expect(await asked(2)).toBe('gap');
  expect(await asked(3)).toBe('none');
  expect(await asked()).toBe('none'); // an older till does not say
});
