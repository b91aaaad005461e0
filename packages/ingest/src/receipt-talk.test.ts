import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {encodeLanMessage, LAN_PROTOCOL_VERSION} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {storeScene} from './testing/store-scene.ts';
import {FakeConnection} from './testing.ts';

const {hub, proveTo, till, until} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});
const ask = (question: number) =>
  encodeLanMessage({
    ...{v: LAN_PROTOCOL_VERSION, type: 'askReceipt', question},
    receiptNumber: 'W01-K7Q-000007',
  } as const);

test('a till that has proved itself hears what is known of a receipt, under its own question', async () => {
  const asked: string[] = [];
  const findReceipt = async (receiptNumber: string) => {
    asked.push(receiptNumber);
    return {found: [], returns: [], complete: true};
  };
  const one = await till();
  const {socket, events} = await proveTo(await hub([one], {findReceipt}), one);
  events.frame(ask(9));
  await until(() => socket.of('receiptAnswer').length > 0);
  expect(socket.of('receiptAnswer')).toMatchObject([{question: 9, found: [], complete: true}]);
  expect(asked).toEqual(['W01-K7Q-000007']);
});

test('one question at a time: a second one meanwhile is not answered', async () => {
  const waiting = Promise.withResolvers<void>();
  const findReceipt = async () => {
    await waiting.promise;
    return {found: [], returns: [], complete: true};
  };
  const one = await till();
  const {socket, events} = await proveTo(await hub([one], {findReceipt}), one);
  events.frame(ask(1));
  events.frame(ask(2));
  waiting.resolve();
  await until(() => socket.of('receiptAnswer').length > 0);
  events.frame(ask(3));
  await until(() => socket.of('receiptAnswer').length > 1);
  expect(socket.of('receiptAnswer').map(({question}) => question)).toEqual([1, 3]);
});

test('whoever has not proved to be a till of the store hears of no receipt', async () => {
  let asked = 0;
  const findReceipt = async () => {
    asked += 1;
    return {found: [], returns: [], complete: true};
  };
  const store = await hub([], {findReceipt});
  const stranger = new FakeConnection('', await till());
  store.ingest.connect(stranger).frame(ask(1));
  expect([stranger.of('receiptAnswer'), asked]).toEqual([[], 0]);
});
