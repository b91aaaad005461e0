import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {beforeEach, describe, expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import {toyKey} from './testing/toy-key.ts';
import {TestTill} from './testing.ts';

const WISH = {workstationId: 'W07', name: 'Lane 7'};
let till: TestTill;

beforeEach(() => {
  till = new TestTill(nodeDigest);
});

describe('a terminal with a pairing link', () => {
  test('is taken in, pins what it must, and sells as what it is', async () => {
    const {terminal, hub, clock} = till;
    await terminal.start();
    expect(terminal.status.kind).toBe('unpaired');
    const pairing = await terminal.pair(hub.link, WISH);
    expect(pairing).toEqual(till.disk.pairing);
    expect(pairing).toMatchObject({
      workstationId: 'W07',
      hubId: hub.hubId,
      hubKeyPin: hub.keyPin,
      gatewayPublicKey: hub.gatewayKey.publicKey,
      lastAddress: hub.address,
      linkAddress: hub.address,
    });
    await clock.advance(1_000);
    expect(terminal.status.kind).toBe('online');
    const {receiptNumber} = await terminal.submit(saleDraft());
    expect(receiptNumber).toMatch(/^W07-/);
    await terminal.stop();
  });

  test('never sends the token itself', async () => {
    await till.terminal.pair(till.hub.link, WISH);
    const token = Buffer.from(till.hub.token).toString('base64url');
    expect(till.hub.heard).toHaveLength(1);
    expect(JSON.stringify(till.hub.heard)).not.toContain(token);
  });

  test('may be paired before it is started', async () => {
    await till.terminal.pair(till.hub.link, WISH);
    await till.terminal.start();
    await till.clock.advance(1_000);
    expect(till.terminal.status.kind).toBe('online');
  });
});

describe('pairing is refused', () => {
  test('when somebody in between names another head office', async () => {
    const {hub} = till;
    const relay = publicKeyText(toyKey(nodeDigest, 'relay').publicKey);
    const connect = hub.connect.bind(hub);
    hub.connect = async target => {
      const connection = await connect(target);
      const messages = connection.messages.bind(connection);
      connection.messages = async function* () {
        for await (const message of messages()) {
          yield message.type === 'paired' ? {...message, gatewayPublicKey: relay} : message;
        }
      };
      return connection;
    };
    await expect(till.terminal.pair(hub.link, WISH)).rejects.toMatchObject({
      code: 'hub/untrusted',
      fields: {reason: 'not signed by it'},
    });
    expect(till.disk.pairing).toBeUndefined();
  });

  test('by a hub that does not know the token', async () => {
    const link = {...till.hub.link, token: new Uint8Array(16)};
    await expect(till.terminal.pair(link, WISH)).rejects.toMatchObject({
      code: 'pairing/refused',
      fields: {reason: 'pairingRefused', detail: 'wrongToken: '},
    });
    expect(till.disk.pairing).toBeUndefined();
  });

  test('by the terminal, where the hub is not the one of the link', async () => {
    const other = till.makeHub({name: 'another'});
    const link = {...till.hub.link, hubId: other.hubId};
    await expect(till.terminal.pair(link, WISH)).rejects.toMatchObject({code: 'hub/untrusted'});
    expect(till.hub.heard).toEqual([]);
    const pinned = {...till.hub.link, keyPin: other.keyPin};
    await expect(till.terminal.pair(pinned, WISH)).rejects.toMatchObject({code: 'hub/untrusted'});
    expect(till.disk.pairing).toBeUndefined();
  });

  test('by a hub that hangs up, or never answers, or whom nobody waits for', async () => {
    const {terminal, hub, clock} = till;
    hub.silent = true;
    const hungUp = expect(terminal.pair(hub.link, WISH)).rejects.toMatchObject({
      code: 'hub/unreachable',
    });
    await clock.advance(1_000);
    hub.closeAll();
    await hungUp;
    const forgotten = expect(terminal.pair(hub.link, WISH)).rejects.toThrow('hub/unreachable');
    await clock.advance(TERMINAL_LIMITS.pairingMs);
    await forgotten;
    const stop = new AbortController();
    const left = terminal.pair(hub.link, {...WISH, signal: stop.signal});
    const leaving = expect(left).rejects.toThrow('hub/unreachable');
    await clock.advance(1_000);
    stop.abort();
    await leaving;
    expect(hub.sessions).toBe(0);
  });
});

describe('a terminal that is paired again', () => {
  test('with the next hub of its store brings that hub everything', async () => {
    const terminal = await till.begin();
    for (let sale = 0; sale < 3; sale++) await terminal.submit(saleDraft([sale + 1]));
    await till.clock.advance(100);
    const [burned, next] = [till.hub, till.makeHub({name: 'the next'})];
    burned.closeAll();
    till.hub = next;
    await terminal.pair(next.link, {workstationId: 'W01', name: 'Lane 1'});
    await till.clock.advance(5_000);
    expect(next.recorded).toEqual(burned.recorded);
    expect(terminal.status).toMatchObject({kind: 'online', hub: {hubId: next.hubId}});
    expect(terminal.custodyOf(3)).toEqual({kind: 'recorded', hubId: next.hubId});
    expect(till.custody).toContainEqual(expect.objectContaining({kind: 'fellBack'}));
  });

  test('leaves the hub it talked to', async () => {
    const terminal = await till.begin();
    const before = till.hub;
    till.hub = till.makeHub({name: 'the next'});
    await terminal.pair(till.hub.link, {workstationId: 'W01', name: 'Lane 1'});
    await till.clock.advance(2_000);
    expect([before.sessions, till.hub.sessions]).toEqual([0, 1]);
  });

  describe.each([
    ['another workstation', {}, 'W02', 'W02 of store S1'],
    ['another store', {retailStoreId: 'S2'}, 'W01', 'W01 of store S2'],
  ])('as %s', (_, place, workstationId, to) => {
    const wish = {workstationId, name: 'x'};

    test('is refused while head office has not signed for all it sold, before it asks', async () => {
      const terminal = await till.begin();
      for (let sale = 0; sale < 3; sale++) await terminal.submit(saleDraft([sale + 1]));
      const pinned = till.disk.pairing;
      till.hub = till.makeHub({name: 'the next', ...place});
      await expect(terminal.pair(till.hub.link, wish)).rejects.toMatchObject({
        code: 'pairing/unheld-entries',
        fields: {unheld: 3, entries: '1 to 3', from: 'W01 of store S1', to},
      });
      expect(till.hub.heard).toEqual([]); // its window is still there for somebody
      expect(till.disk.pairing).toEqual(pinned);
      await terminal.submit(saleDraft());
    });

    test('begins another journal once all of it is held, and its receipts stay known', async () => {
      const terminal = await till.begin();
      const {receiptNumber, key} = await terminal.submit(saleDraft());
      await till.clock.advance(100);
      const entry = till.disk.entries[0]?.entry ?? expect.unreachable();
      const statement = await till.hub.sign({...entry.header, entryHash: entry.entryHash});
      till.hub.say({v: 1, type: 'held', statement: toBase64Url(statement)});
      await till.clock.advance(2_000);
      till.hub = till.makeHub({name: 'the next', ...place});
      const pairing = await terminal.pair(till.hub.link, wish);
      expect(pairing.journalId).not.toBe(key.journalId);
      const next = await terminal.submit(saleDraft());
      await till.clock.advance(5_000);
      expect(next.key).toMatchObject({sequenceNumber: 1, workstationId, ...place});
      expect(till.hub.recorded).toHaveLength(1);
      expect(await terminal.find(receiptNumber)).toMatchObject({custody: {kind: 'held'}});
      expect(terminal.status.kind).toBe('online');
    });
  });
});
