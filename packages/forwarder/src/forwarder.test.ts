import {nodeDigest} from '@holdfast/platform-node';
import {type Fault, silentLog} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {noCompression} from '@holdfast/wire';
import {expect, onTestFinished, test} from 'vitest';
import {Forwarder} from './forwarder.ts';
import type {ForwarderAlarms, Sink} from './ports.ts';
import {ToyStore} from './testing/toy-store.ts';

function setUp({tills = 2} = {}) {
  const store = new ToyStore(nodeDigest, new SeededRandom(1), tills);
  const alarms: unknown[] = [];
  const noted: ForwarderAlarms = {
    badSignature: entry => alarms.push(['badSignature', entry.sequenceNumber]),
    diverged: difference => alarms.push(['diverged', difference]),
    statementRefused: ({reason}) => alarms.push(['statementRefused', reason]),
  };
  const forwarder = (sink: Sink = store.gateway, previous: (typeof store.ledger)[] = []) =>
    new Forwarder(
      {previous, current: store.ledger},
      {
        sink,
        clock: store.clock,
        random: new SeededRandom(2),
        digest: nodeDigest,
        compressor: noCompression,
        verifier: store.verifier,
        hubKey: store.hubKey,
        gatewayPublicKey: store.gatewayKey.publicKey,
        journalKey: journalId => store.journalKey(journalId),
        alarms: noted,
        log: silentLog,
      },
    );
  const start = (service: Forwarder) => {
    const stop = new AbortController();
    const ended = service.run(stop.signal, () => {}).catch((error: Fault) => error);
    onTestFinished(async () => {
      stop.abort();
      await store.clock.advance(10_000);
      await ended;
    });
    return {stop, ended};
  };
  return {store, alarms, forwarder, start};
}

const positions = (store: ToyStore) =>
  store.gateway.lines(store.ledger.ledgerId).map(({line}) => line.position);

test('what is recorded is held, in order, and the watermark follows', async () => {
  const {store, forwarder, start} = setUp();
  await store.sell(3);
  start(forwarder());
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 3);
  await store.sell(2);
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 5);
  expect(positions(store)).toEqual([1, 2, 3, 4, 5]);
});

test('held statements come back and are kept', async () => {
  const {store, alarms, forwarder, start} = setUp();
  await store.sell(5);
  start(forwarder());
  await store.clock.runUntil(() => store.ledger.watermark('gateway') === 5);
  expect(store.ledger.heldStatement(store.journalId(0))?.sequenceNumber).toBe(3);
  expect(store.ledger.heldStatement(store.journalId(1))?.sequenceNumber).toBe(2);
  expect(alarms).toEqual([]);
});
