import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {SeededRandom} from '@holdfast/std/testing';
import {drawGatewayIncarnation, noCompression} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {keysOf, MemoryFleetStore, TestGateway, TestHub, testSale} from './testing.ts';

const compressor = noCompression;
const tools = {digest: nodeDigest, compressor, newKey: createSigningKey};

let store: MemoryFleetStore;
let gateway: TestGateway;
let hub: TestHub;

beforeEach(async () => {
  store = new MemoryFleetStore(drawGatewayIncarnation(new SeededRandom(9)));
  const gatewayKey = await createSigningKey();
  const world = {digest: nodeDigest, compressor, verifier: nodeSignatureVerifier, gatewayKey};
  gateway = new TestGateway(world, store);
  hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  await gateway.enrol(hub);
});

afterEach(async () => {
  await gateway.stop();
});

test('a segment in order is held, its sales are visible once, and each journal is signed for', async () => {
  const till = await hub.admit('W01');
  for (let sale = 0; sale < 3; sale++) hub.record(await till.write(testSale()));
  const answer = await gateway.fleet.accept(await hub.segment(1));
  expect(answer).toMatchObject({outcome: 'accepted', heldPosition: 5});
  expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
  const statements = await gateway.statements(answer);
  expect(
    statements.map(({workstationId, sequenceNumber}) => [workstationId, sequenceNumber]),
  ).toEqual([
    ['hub', 2],
    ['W01', 3],
  ]);
});
