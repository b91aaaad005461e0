import {copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {keysOf, TestGateway, TestHub, type TestTill, testSale} from '@holdfast/fleet/testing';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {
  drawGatewayIncarnation,
  type GatewayIncarnation,
  isLaterIncarnation,
  noCompression,
} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type OpenedFleetStore, openFleetStore} from './index.ts';

const compressor = noCompression;
const tools = {digest: nodeDigest, compressor, newKey: createSigningKey};
const gatewayKey = await createSigningKey();
const world = {digest: nodeDigest, compressor, verifier: nodeSignatureVerifier, gatewayKey};

let folder: string;
let path: string;
let hub: TestHub;
let till: TestTill;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  path = join(folder, 'fleet.db');
  hub = await TestHub.open(tools, {retailStoreId: '017', ledger: 1});
  till = await hub.admit('W01');
});
afterEach(() => rmSync(folder, {recursive: true}));

const open = (at = path) => openFleetStore({path: at, random: systemRandom, clock: systemClock});

/** Opens the store, runs a gateway over it, and closes both. */
async function live<T>(
  use: (gateway: TestGateway, opened: OpenedFleetStore) => Promise<T>,
  at = path,
): Promise<T> {
  const opened = open(at);
  const gateway = new TestGateway(world, opened.store);
  try {
    return await use(gateway, opened);
  } finally {
    await gateway.stop();
    await opened.store.close();
  }
}

/** Sells and forwards once; answers the incarnation that signed for it. */
function sellOnce(at = path): Promise<GatewayIncarnation> {
  return live(async (gateway, {store}) => {
    if (!(await store.hub(hub.hubId))) await gateway.enrol(hub);
    hub.record(await till.write(testSale()));
    await gateway.fleet.accept(await hub.segment(1));
    return store.incarnation;
  }, at);
}

test('what was held is held after the store is opened again', async () => {
  const incarnation = await sellOnce();
  await live(async (gateway, {store, origin}) => {
    expect(origin).toBe('opened');
    expect(store.incarnation).toBe(incarnation);
    expect(keysOf(await gateway.stream())).toEqual(['W01/1']);
    expect(await gateway.fleet.accept(await hub.segment(1))).toMatchObject({
      outcome: 'alreadyHeld',
    });
  });
});

const RESTORES: Record<string, () => void> = {
  'an earlier state was put back in its place': () => {
    const kept = readFileSync(join(folder, 'backup'));
    writeFileSync(path, kept); // the same file, as far as the disk knows
  },
  'its file was copied to another place': () => {
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
  },
  'what lay beside it was left behind': () => rmSync(`${path}.place`),
  'what lies beside it is torn': () => writeFileSync(`${path}.place`, '{"incarnat'),
};

test.each(Object.keys(RESTORES))(
  'a store takes a new incarnation, and can be filled up again, when %s',
  async how => {
    const first = await sellOnce();
    copyFileSync(path, join(folder, 'backup'));
    expect(await sellOnce()).toBe(first);
    RESTORES[how]?.();
    await live(async (gateway, {store, origin}) => {
      expect(origin).toBe('restored');
      expect(store.incarnation).not.toBe(first);
      const answer = await gateway.fleet.accept(await hub.segment(1));
      expect(answer.gatewayIncarnation).toBe(store.incarnation);
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2']);
    });
    await live(async (_, {origin}) => {
      expect(origin).toBe('opened');
    });
  },
);

test('a store that is put back twice to one copy comes each time after the time before', async () => {
  let last = await sellOnce();
  copyFileSync(path, join(folder, 'backup'));
  await sellOnce();
  for (const _ of ['once', 'twice']) {
    writeFileSync(path, readFileSync(join(folder, 'backup')));
    rmSync(`${path}-wal`, {force: true});
    await live(async (__, {store, origin}) => {
      expect(origin).toBe('restored');
      expect(isLaterIncarnation(store.incarnation, last)).toBe(true);
      last = store.incarnation;
    });
  }
});

test('an incarnation that an operator asked for survives the next start', async () => {
  await sellOnce();
  const renewed = await live(async (_, {store}) => {
    const incarnation = drawGatewayIncarnation(systemRandom);
    await store.renewIncarnation(incarnation);
    return incarnation;
  });
  await live(async (_, {store, origin}) => {
    expect(origin).toBe('opened');
    expect(store.incarnation).toBe(renewed);
  });
});

test('a second gateway on the same file is refused', async () => {
  const opened = open();
  expect(() => open()).toThrow('database/in-use');
  await opened.store.close();
});
