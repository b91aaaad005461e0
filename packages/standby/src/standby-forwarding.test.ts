import {Forwarder} from '@holdfast/forwarder';
import {accepted, openMemoryLedger, TestLane} from '@holdfast/ledger/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {toySigningKey, toyVerifier} from '@holdfast/std/testing';
import {
  drawLedgerId,
  heldStatementSigningMessage,
  hubIdOf,
  type LedgerId,
  noCompression,
} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {MirroredHub} from './testing/mirrored-hub.ts';

let hub: MirroredHub;
let ledgerId: LedgerId;
let alarms: string[];

beforeEach(async () => {
  hub = new MirroredHub(nodeDigest);
  ledgerId = drawLedgerId(hubIdOf(nodeDigest, hub.hubKey.publicKey), hub.random);
  alarms = [];
  await hub.join();
});

/** A ledger under this name that recorded these amounts. */
async function ledgerOf(amounts: readonly number[]) {
  const limits = {snapshotGroupsMax: 1, groupEntriesMax: 1}; // it may be shortened anywhere
  const memory = await openMemoryLedger({digest: nodeDigest, clock: hub.clock, ledgerId, limits});
  const till = new TestLane({digest: nodeDigest, workstationId: 'W01'});
  for (const amountMinor of amounts) await memory.ledger.append(accepted(till.next({amountMinor})));
  return {...memory, till};
}

function forward(current: Awaited<ReturnType<typeof ledgerOf>>['ledger']) {
  const alarm = (kind: string) => () => void alarms.push(kind);
  const stop = new AbortController();
  const forwarder = new Forwarder(
    {previous: [], current},
    {
      ...{sink: hub.sink, clock: hub.clock, random: hub.random, digest: nodeDigest},
      compressor: noCompression,
      verifier: toyVerifier(nodeDigest),
      hubKey: hub.hubKey,
      gatewayPublicKey: toySigningKey(nodeDigest, 'gateway').publicKey,
      journalKey: () => undefined,
      alarms: {
        badSignature: alarm('badSignature'),
        diverged: ({reason}) => void alarms.push(`diverged ${reason}`),
        pruned: alarm('pruned'),
        statementRefused: alarm('statementRefused'),
      },
      log: silentLog,
    },
    {freshTailEntriesMax: -1, freshUnsentMax: 0, backlogInFlightMax: 1, drainMs: 1},
  );
  const running = forwarder.run(stop.signal, () => {});
  return {
    forwarder,
    async stop() {
      stop.abort();
      await Promise.race([running, hub.clock.advance(10).then(() => running)]);
    },
  };
}

test('what the hub records is mirrored in order, and the watermark follows', async () => {
  const {ledger, till} = await ledgerOf([100, 200, 300]);
  const {stop} = forward(ledger);
  await hub.clock.runUntil(() => ledger.watermark('standby') === 3);
  await ledger.append(accepted(till.next()));
  await hub.clock.runUntil(() => ledger.watermark('standby') === 4);
  const [mirrored] = hub.mirror?.ledgers() ?? [];
  expect(mirrored).toMatchObject({ledgerId, position: 4});
  expect(alarms).toEqual([]);
  await stop();
});

test('a standby that goes back is sent again what it lost', async () => {
  const {ledger} = await ledgerOf([100, 200, 300]);
  const {stop} = forward(ledger);
  await hub.clock.runUntil(() => ledger.watermark('standby') === 3);
  hub.folder.disks.clear(); // its disk was changed for a blank one
  await hub.connect();
  await hub.clock.runUntil(() => hub.mirror?.ledgers()[0]?.position === 3);
  expect(alarms).toEqual([]);
  await stop();
});

test('a blank standby is sent a shortened ledger from where it begins, and the watermark follows', async () => {
  const {ledger, till} = await ledgerOf([100, 200, 300, 400]);
  const {headBefore: head, entries} = await ledger.readAfter(2, {entriesMax: 9, bodyBytesMax: 99});
  const [, last] = (await ledger.readAfter(0, {entriesMax: 2, bodyBytesMax: 9999})).entries;
  if (!last) throw new Error('there are entries');
  expect(entries[0]?.line.position).toBe(3);
  await ledger.prune({position: 2, head}, []);
  const key = toySigningKey(nodeDigest, 'gateway');
  const {retailStoreId, workstationId, journalId, sequenceNumber} = last.entry.header;
  const statement = {
    ...{retailStoreId, workstationId, journalId, sequenceNumber, issuedAtMs: 1},
    ...{entryHash: last.entry.entryHash, gatewayIncarnation: hub.incarnation},
  };
  const signature = await key.sign(heldStatementSigningMessage(statement));
  await hub.mirror?.learnBases({
    bases: [{ledgerId, position: 2, head}],
    heldStatements: [{...statement, signature}],
    gatewayPublicKey: key.publicKey,
  });
  const {stop} = forward(ledger);
  await hub.clock.runUntil(() => ledger.watermark('standby') === 4);
  await ledger.append(accepted(till.next()));
  await hub.clock.runUntil(() => ledger.watermark('standby') === 5);
  expect(hub.mirror?.ledgers()).toMatchObject([{ledgerId, position: 5}]);
  expect(alarms).toEqual([]);
  await stop();
});

test('a standby that holds another history is alarmed, and the ledger is none the worse', async () => {
  const other = await ledgerOf([100, 999, 300]);
  const first = forward(other.ledger);
  await hub.clock.runUntil(() => other.ledger.watermark('standby') === 3);
  await first.stop();
  const {ledger, till} = await ledgerOf([100, 200, 300]);
  const {forwarder, stop} = forward(ledger);
  await hub.clock.runUntil(() => alarms.length > 0);
  expect(alarms).toEqual(['diverged headsDiffer']);
  expect(forwarder.progress().state).toBe('diverged');
  expect(await ledger.append(accepted(till.next()))).toMatchObject({kind: 'recorded', position: 4});
  expect(ledger.watermark('standby')).toBe(0);
  await stop();
});
