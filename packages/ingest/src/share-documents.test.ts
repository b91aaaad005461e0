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
const ask = (version: number, part: number) =>
  encodeLanMessage({
    ...{v: LAN_PROTOCOL_VERSION, type: 'askShared', name: 'catalogue'},
    ...{version, part},
  } as const);

/** One document of two parts. */
const shared = {
  list: () => [{name: 'catalogue', version: 7, changedAtMs: 1_000, parts: 2}],
  part: ({version, part}: {readonly version: number; readonly part: number}) =>
    version === 7 ? ['mi', 'lk'][part] : undefined,
};

test('a till hears which documents there are once it has proved itself, and gets the part it asks for', async () => {
  const one = await till();
  const {socket, events} = await proveTo(await hub([one], {shared}), one);
  const [told] = socket.of('sharedVersions');
  expect(told?.documents).toEqual(shared.list());
  events.frame(ask(7, 1));
  await until(() => socket.of('sharedPart').length > 0);
  expect(socket.of('sharedPart')).toMatchObject([{name: 'catalogue', part: 1, text: 'lk'}]);
});

test('a version that is gone is answered with the list of those that are there', async () => {
  const one = await till();
  const {socket, events} = await proveTo(await hub([one], {shared}), one);
  events.frame(ask(6, 0));
  await until(() => socket.of('sharedVersions').length > 1);
  expect(socket.of('sharedPart')).toEqual([]);
});

test('every open till is told of a change', async () => {
  const [one, two] = [await till(), await till()];
  const store = await hub([one], {shared});
  const {socket} = await proveTo(store, one);
  const stranger = new FakeConnection('', two);
  store.ingest.connect(stranger);
  store.ingest.publishShared();
  expect(socket.of('sharedVersions')).toHaveLength(2);
  expect(stranger.of('sharedVersions')).toEqual([]);
});

test('whoever has not proved to be a till of the store gets no document', async () => {
  const store = await hub([], {shared});
  const stranger = new FakeConnection('', await till());
  store.ingest.connect(stranger).frame(ask(7, 0));
  expect(stranger.of('sharedPart')).toEqual([]);
});

const recall = encodeLanMessage({
  ...{v: LAN_PROTOCOL_VERSION, type: 'changeSuspended', count: 3},
  change: {kind: 'recall', saleId: 'a', round: 1},
});

test('a till’s word about a suspended sale is decided under the name that its session has proved', async () => {
  const asked: string[] = [];
  const suspended = {
    change: ({kind, saleId}: {readonly kind: string; readonly saleId: string}, by: string) => {
      asked.push(`${by} ${kind} ${saleId}`);
      return {kind: 'done', text: '{}'} as const;
    },
  };
  const one = await till();
  const {socket, events} = await proveTo(await hub([one], {shared, suspended}), one);
  events.frame(recall);
  await until(() => socket.of('suspendedChanged').length > 0);
  expect(socket.of('suspendedChanged')).toMatchObject([
    {count: 3, outcome: {kind: 'done', text: '{}'}},
  ]);
  expect(asked).toEqual(['W01 recall a']);
});

test('whoever has not proved to be a till changes no suspended sale, and a hub that keeps none says so', async () => {
  const one = await till();
  const store = await hub([one], {shared});
  const stranger = new FakeConnection('', await till());
  store.ingest.connect(stranger).frame(recall);
  expect(stranger.of('suspendedChanged')).toEqual([]);
  const {socket, events} = await proveTo(store, one);
  events.frame(recall);
  await until(() => socket.of('suspendedChanged').length > 0);
  expect(socket.of('suspendedChanged')).toMatchObject([
    {outcome: {kind: 'refused', reason: 'notKept'}},
  ]);
});
