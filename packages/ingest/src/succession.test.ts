import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {fromBase64Url, type SigningKey, toBase64Url} from '@holdfast/std';
import {publicKeyText, SUCCESSORS_MAX} from '@holdfast/trust';
import {
  drawGatewayIncarnation,
  encodeLanMessage,
  GENESIS_HASH,
  type JournalEntry,
  journalIdOf,
  type Succeed,
  successionMessage,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {beforeEach, describe, expect, test} from 'vitest';
import {
  frameOf,
  sale,
  storeScene,
  type TestHub,
  type TestSession,
  type TestTill,
} from './testing/store-scene.ts';

const {answers, hub, proveTo, till, until} = await storeScene({
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  createSigningKey,
  turn: () => new Promise(setImmediate),
});

const PLACE = {retailStoreId: '017', workstationId: 'W01'};

let one: TestTill;
let store: TestHub;
let recorded: JournalEntry[];

beforeEach(async () => {
  one = await till();
  store = await hub([one]);
  recorded = [];
  const session = await proveTo(store, one);
  for (let count = 1; count <= 3; count++) {
    const entry = await one.chain.next(sale());
    recorded.push(entry);
    session.events.frame(frameOf(entry));
    await answers(session, count);
  }
});

const idOf = (key: SigningKey) => journalIdOf(nodeDigest, key.publicKey);

async function successorOf(
  closed: SigningKey,
  successor: SigningKey,
  changes: {readonly common?: number; readonly signer?: SigningKey} = {},
): Promise<Succeed> {
  const {common = 1, signer = closed} = changes;
  const entryHash = recorded[common - 1]?.entryHash ?? GENESIS_HASH;
  const lastCommon = {sequenceNumber: common, entryHash};
  const claim = {...PLACE, journalId: idOf(closed), successor: successor.publicKey, lastCommon};
  const message = successionMessage(nodeDigest, claim);
  return {
    v: 1,
    type: 'succeed',
    publicKey: publicKeyText(successor.publicKey),
    lastCommon: {sequenceNumber: common, entryHash: toBase64Url(entryHash)},
    certificate: toBase64Url(await signer.sign(message)),
    proof: toBase64Url(await successor.sign(message)),
  };
}

async function succeed(session: TestSession, asked: Succeed): Promise<string> {
  const {socket} = session;
  session.events.frame(encodeLanMessage(asked));
  await until(() => socket.of('succeeded').length > 0 || socket.closedWith !== undefined);
  return socket.of('succeeded')[0]?.journalId ?? socket.closedWith?.reason ?? '';
}

const codes = () => store.alarms.map(({code}) => code);

describe('a till whose journal went back in time', () => {
  test('may ask which entry the hub has at a place, and hears when it has none', async () => {
    const {socket, events} = await proveTo(store, one, recorded[0]);
    for (const sequenceNumber of [2, 9]) {
      events.frame(encodeLanMessage({v: 1, type: 'askEntryHash', sequenceNumber}));
    }
    await until(() => socket.of('entryHash').length === 2);
    const said = socket.of('entryHash');
    expect(said[0]?.entryHash).toBe(toBase64Url(recorded[1]?.entryHash ?? GENESIS_HASH));
    expect(said[1]).toEqual({v: 1, type: 'entryHash', sequenceNumber: 9});
  });

  test('goes on in a journal that its old key vouches for, and the old one is closed', async () => {
    const key = await createSigningKey();
    const session = await proveTo(store, one, recorded[0]);
    expect(await succeed(session, await successorOf(one.key, key))).toBe(idOf(key));
    expect(store.roster.journal(idOf(one.key))?.closed).toBe('endLost');
    expect(store.roster.journal(idOf(key))?.succeeds).toEqual({
      journalId: idOf(one.key),
      lastCommonSequence: 1,
    });
    expect(codes()).toEqual(['journal/rolled-back', 'journal/rolled-back']);
    const next = {key, chain: new ChainWriter({digest: nodeDigest, key}, PLACE)};
    const again = await proveTo(store, next);
    again.events.frame(frameOf(await next.chain.next(sale())));
    expect(await answers(again, 1)).toMatchObject([{kind: 'recorded', position: 4}]);
  });

  test('that lacks nothing of what is here cannot read what is next, and the alarm says so', async () => {
    const key = await createSigningKey();
    await one.chain.next(sale());
    const beyond = await one.chain.next(sale());
    const session = await proveTo(store, one, beyond);
    await succeed(session, await successorOf(one.key, key, {common: 3}));
    expect(codes()).toEqual(['journal/unreadable']);
  });

  test('is told of a fork where both have another entry', async () => {
    const key = await createSigningKey();
    const fork = new ChainWriter({digest: nodeDigest, key: one.key}, PLACE);
    const own = [await fork.next(sale()), await fork.next(sale({operatorId: 'bo'}))];
    const session = await proveTo(store, one, own[1]);
    await succeed(session, await successorOf(one.key, key));
    expect(store.alarms.at(-1)).toMatchObject({
      code: 'journal/forked',
      journalId: idOf(one.key),
      sequenceNumber: 2,
      recordedEntryHash: toBase64Url(recorded[1]?.entryHash ?? GENESIS_HASH),
    });
  });

  test('asks again after a cut and gets the same answer, without another alarm', async () => {
    const asked = await successorOf(one.key, await createSigningKey());
    const first = await succeed(await proveTo(store, one, recorded[0]), asked);
    const alarms = codes();
    const session = await proveTo(store, one, recorded[0]);
    expect(session.socket.of('welcome')).toMatchObject([{closed: 'endLost'}]);
    expect(await succeed(session, asked)).toBe(first);
    expect(codes()).toEqual(alarms);
    expect(store.roster.successorsOf(idOf(one.key))).toHaveLength(1);
  });

  test('records nothing more in the closed journal (I13)', async () => {
    const asked = await successorOf(one.key, await createSigningKey(), {common: 3});
    const session = await proveTo(store, one, recorded[2]);
    await succeed(session, asked);
    const late = frameOf(await one.chain.next(sale()));
    session.events.frame(late);
    const again = await proveTo(store, one, recorded[2]);
    again.events.frame(late);
    const refused = {kind: 'refused', reason: 'journalClosed'};
    expect(await answers(session, 1)).toMatchObject([refused]);
    expect(await answers(again, 1)).toMatchObject([refused]);
    expect(store.memory.ledger.end().position).toBe(3);
  });
});

describe('a successor is refused', () => {
  test('that the key of the journal did not sign', async () => {
    const [key, stranger] = [await createSigningKey(), await createSigningKey()];
    const session = await proveTo(store, one);
    const asked = await successorOf(one.key, key, {signer: stranger});
    expect(await succeed(session, asked)).toBe('successionRefused');
    expect(store.roster.journal(idOf(key))).toBeUndefined();
    expect(store.roster.journal(idOf(one.key))?.closed).toBeUndefined();
  });

  test('once a person took out of the store, or replaced, what goes on for the journal', async () => {
    const [key, stolen] = [await createSigningKey(), await createSigningKey()];
    await succeed(await proveTo(store, one), await successorOf(one.key, key));
    const lastKnown = {sequenceNumber: 0, entryHash: toBase64Url(GENESIS_HASH)};
    const change = {
      kind: 'journalClosed',
      journalId: idOf(key),
      reason: 'revoked',
      lastKnown,
    } as const;
    store.roster.apply({v: 1, epoch: 1, changedAtMs: 0, change});
    const asked = await successorOf(one.key, stolen);
    expect(await succeed(await proveTo(store, one), asked)).toBe('successionRefused');
    expect(store.roster.openJournalsOf('W01')).toEqual([]);
  });

  test('that says it shares an entry which is another one here, or none', async () => {
    const key = await createSigningKey();
    const other = await new ChainWriter({digest: nodeDigest, key: one.key}, PLACE).next('{}');
    recorded[0] = other;
    const session = await proveTo(store, one);
    expect(await succeed(session, await successorOf(one.key, key))).toBe('successionRefused');
    recorded[8] = other;
    const beyond = await successorOf(one.key, key, {common: 9});
    expect(await succeed(await proveTo(store, one), beyond)).toBe('successionRefused');
    expect(store.roster.journals()).toHaveLength(1);
  });
});

describe('two copies of one till that both live', () => {
  test('each go on in a journal of their own, side by side, and the manager hears of two holders', async () => {
    const [first, second] = [await createSigningKey(), await createSigningKey()];
    await succeed(await proveTo(store, one), await successorOf(one.key, first));
    await succeed(await proveTo(store, one), await successorOf(one.key, second));
    expect(codes()).toContain('journal/two-holders');
    expect(store.roster.openJournalsOf('W01').map(({journalId}) => journalId)).toEqual([
      idOf(first),
      idOf(second),
    ]);
    expect((await proveTo(store, {...one, key: first})).socket.of('welcome')).toHaveLength(1);
  });

  test('that are copied again and again come to an end, which is alarmed once', async () => {
    for (let count = 0; count < SUCCESSORS_MAX; count++) {
      const asked = await successorOf(one.key, await createSigningKey());
      expect(await succeed(await proveTo(store, one), asked)).not.toBe('successionRefused');
    }
    const alarms = codes().length;
    for (let count = 0; count < 3; count++) {
      const asked = await successorOf(one.key, await createSigningKey());
      expect(await succeed(await proveTo(store, one), asked)).toBe('successionRefused');
    }
    expect(codes().slice(alarms)).toEqual(['journal/two-holders']);
    expect(store.roster.journals()).toHaveLength(1 + SUCCESSORS_MAX);
  });
});

test('what head office holds of a closed journal is told to the till that goes on for it', async () => {
  const key = await createSigningKey();
  await succeed(await proveTo(store, one), await successorOf(one.key, key));
  const next = await proveTo(store, {...one, key});
  const statement = {
    ...PLACE,
    journalId: idOf(one.key),
    sequenceNumber: 3,
    entryHash: recorded[2]?.entryHash ?? GENESIS_HASH,
    gatewayIncarnation: drawGatewayIncarnation({bytes: length => new Uint8Array(length)}),
    issuedAtMs: 1_700_000_000_000,
    signature: new Uint8Array(64),
  };
  await store.memory.ledger.keepHeldStatement(statement);
  store.ingest.publishHeld(statement);
  expect(next.socket.of('held')).toHaveLength(1);
  const again = await proveTo(store, {...one, key});
  expect(fromBase64Url(again.socket.of('held')[0]?.statement ?? '')?.length).toBeGreaterThan(99);
});
