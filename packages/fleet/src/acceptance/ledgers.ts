import {toBase64Url} from '@holdfast/std';
import {decodeSegmentEnvelope, encodeSegmentEnvelope} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {keysOf} from '../testing/test-gateway.ts';
import {TestHub} from '../testing/test-hub.ts';
import {testSale} from '../testing/test-sale.ts';
import {type FleetWorld, useScene} from './fleet-world.ts';

/** Segments of one ledger: in order, again, across, ahead, and of another history. */
export function ledgersAcceptance(world: FleetWorld): void {
  describe('ledgers', () => {
    const scene = useScene(world);

    test('segments in order are held to their end, and every journal is signed for', async () => {
      await scene().sell(3);
      const first = await scene().forward(1, 3);
      expect(first).toMatchObject({outcome: 'accepted', heldPosition: 3});
      expect(await scene().held(first)).toEqual(['W01/1', 'hub/2']);
      const second = await scene().forward(4);
      expect(second).toMatchObject({outcome: 'accepted', heldPosition: 5});
      expect(second.heldHead).toBe(toBase64Url(scene().hub.heads[5] ?? new Uint8Array()));
      expect(second.firstMissing).toBeUndefined();
      expect(await scene().held(second)).toEqual(['W01/3']);
    });

    test('a segment sent again is held already, shows nothing twice, and gets its statements again', async () => {
      await scene().sell(2);
      await scene().forward(1);
      const again = await scene().forward(1);
      expect(again).toMatchObject({outcome: 'alreadyHeld', heldPosition: 4});
      expect(await scene().held(again)).toEqual(['W01/2', 'hub/2']);
      expect(keysOf(await scene().gateway.stream())).toEqual(['W01/1', 'W01/2']);
    });

    test('a stretch of what is held, with boundaries of its own, is held already', async () => {
      await scene().sell(4);
      await scene().forward(1);
      expect(await scene().forward(2, 4)).toMatchObject({outcome: 'alreadyHeld', heldPosition: 6});
    });

    test('of a segment that reaches beyond what is held, the rest is taken', async () => {
      await scene().sell(2);
      await scene().forward(1);
      await scene().sell(2);
      const across = await scene().forward(2);
      expect(across).toMatchObject({outcome: 'accepted', heldPosition: 6});
      expect(keysOf(await scene().gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3', 'W01/4']);
      expect(await scene().forward(3, 5)).toMatchObject({outcome: 'alreadyHeld'});
    });

    test('a segment ahead of a gap arrives, is not held, and the gap is named', async () => {
      await scene().sell(4);
      await scene().forward(1, 2);
      const ahead = await scene().forward(5);
      expect(ahead).toMatchObject({
        outcome: 'arrived',
        heldPosition: 2,
        firstMissing: {first: 3, last: 4},
      });
      expect(await scene().held(ahead)).toEqual([]);
      expect(await scene().gateway.stream()).toEqual([]);
    });

    test('segments in any order join as their gaps close', async () => {
      await scene().sell(6);
      for (const [first, last] of [
        [7, 8],
        [3, 4],
        [5, 6],
      ] as const) {
        expect(await scene().forward(first, last)).toMatchObject({outcome: 'arrived'});
      }
      const closing = await scene().forward(1, 2);
      expect(closing).toMatchObject({outcome: 'accepted', heldPosition: 8});
      expect(closing.firstMissing).toBeUndefined();
      expect(await scene().held(closing)).toEqual(['W01/6', 'hub/2']);
      expect(keysOf(await scene().gateway.stream())).toHaveLength(6);
    });

    test('news of a journal whose answer was lost is told again with the next one', async () => {
      const other = await scene().hub.admit('W02');
      await scene().sell(1);
      scene().hub.record(await other.write(testSale()));
      await scene().forward(5, 5);
      await scene().forward(1, 4); // closes the gap, and its answer never arrives
      const again = await scene().forward(5, 5);
      expect(again).toMatchObject({outcome: 'alreadyHeld'});
      expect(await scene().held(again)).toEqual(['W01/1', 'W02/1', 'hub/3']);
    });

    test('segments ahead that overlap each other and what is held join once', async () => {
      await scene().sell(6);
      for (const [first, last] of [
        [4, 6],
        [5, 8],
        [4, 6],
        [3, 5],
      ] as const) {
        await scene().forward(first, last);
      }
      expect(await scene().forward(1, 4)).toMatchObject({outcome: 'accepted', heldPosition: 8});
      const {hub, gateway} = scene();
      expect(keysOf(await gateway.stream())).toHaveLength(6);
      const ledger = await gateway.ports.store.ledger(hub.ledgerId);
      expect(ledger).toMatchObject({segmentsAhead: 0, bytesAhead: 0, segmentsEvidence: 0});
    });

    test('many segments at once are each answered, and held in the order of their ledger', async () => {
      await scene().sell(40);
      const {hub, gateway} = scene();
      const segments = await Promise.all(
        Array.from(hub.lines, (_, at) => hub.segment(at + 1, at + 1)),
      );
      const answers = await Promise.all(segments.map(segment => gateway.fleet.accept(segment)));
      expect(answers).toHaveLength(42);
      expect(keysOf(await gateway.stream())).toEqual(
        Array.from({length: 40}, (_, at) => `W01/${at + 1}`),
      );
    });

    test('a segment that contradicts what is held diverges, is kept as evidence, and changes nothing', async () => {
      const {hub, gateway} = scene();
      await scene().sell(3);
      const own = await hub.segment(1);
      // The hub was put back to position 2 and went on differently.
      const other = hub.forkAt(2);
      for (let sale = 0; sale < 3; sale++) {
        const entry = scene().till.entries[sale];
        if (entry) other.record(entry);
      }
      const contradiction = await other.segment(3);
      const partly = await other.segment(1, 4);
      await gateway.fleet.accept(own);
      for (const segment of [contradiction, contradiction, partly]) {
        expect(await gateway.fleet.accept(segment)).toMatchObject({
          outcome: 'diverged',
          heldPosition: 5,
          heldHead: toBase64Url(hub.heads[5] ?? new Uint8Array()),
        });
      }
      expect(await gateway.ports.store.ledger(hub.ledgerId)).toMatchObject({segmentsEvidence: 2});
      expect(await scene().alarms()).toEqual(Array.from({length: 3}, () => 'ledger/diverged'));
      expect(keysOf(await gateway.stream())).toEqual(['W01/1', 'W01/2', 'W01/3']);
    });

    test('a segment that arrived ahead and turns out to be another history stands aside', async () => {
      const {hub, gateway} = scene();
      await scene().sell(2);
      const other = hub.forkAt(2);
      for (const entry of scene().till.entries) other.record(entry);
      expect(await gateway.fleet.accept(await other.segment(4))).toMatchObject({
        outcome: 'arrived',
      });
      expect(await scene().forward(1, 3)).toMatchObject({outcome: 'accepted', heldPosition: 3});
      expect(await scene().alarms()).toEqual(['ledger/diverged']);
      expect(await scene().forward(4)).toMatchObject({outcome: 'accepted', heldPosition: 4});
    });

    test('the ledger status tells the head of any held position, and the end', async () => {
      const {hub, gateway} = scene();
      await scene().sell(4);
      await scene().forward(1, 4);
      await scene().forward(5);
      const known = await gateway.fleet.knownHub(hub.hubId);
      for (const position of [1, 3, 4, 6]) {
        const asked = {ledgerId: hub.ledgerId, nonce: NONCE, atPosition: position};
        const answer = await gateway.fleet.ledgerStatus(known, {
          ...asked,
          v: 1,
          type: 'ledgerStatus',
        });
        const head = toBase64Url(hub.heads[position] ?? new Uint8Array());
        expect(answer).toMatchObject({heldPosition: 6, nonce: NONCE, headAt: {position, head}});
        expect(await scene().held(answer)).toEqual(['W01/4', 'hub/2']);
      }
      const beyond = {ledgerId: hub.ledgerId, nonce: NONCE, atPosition: 7};
      const answer = await gateway.fleet.ledgerStatus(known, {
        ...beyond,
        v: 1,
        type: 'ledgerStatus',
      });
      expect(answer.headAt).toBeUndefined();
    });

    test('a ledger nobody has heard of is held to position 0', async () => {
      const {hub, gateway} = scene();
      const known = await gateway.fleet.knownHub(hub.hubId);
      const asked = {v: 1, type: 'ledgerStatus', ledgerId: hub.ledgerId, nonce: NONCE} as const;
      expect(await gateway.fleet.ledgerStatus(known, asked)).toMatchObject({
        heldPosition: 0,
        heldHead: toBase64Url(new Uint8Array(32)),
        heldStatements: [],
      });
    });

    test('a hub of another store learns nothing of a ledger', async () => {
      const {hub, gateway} = scene();
      await scene().forward(1);
      const stranger = await scene().anotherHub('018');
      const known = await gateway.fleet.knownHub(stranger.hubId);
      const asked = {v: 1, type: 'ledgerStatus', ledgerId: hub.ledgerId, nonce: NONCE} as const;
      await expect(gateway.fleet.ledgerStatus(known, asked)).rejects.toMatchObject({
        code: 'gateway/refused',
      });
    });

    test('a segment of a hub that is not enrolled is refused', async () => {
      const stranger = await TestHub.open(world, {retailStoreId: '017', ledger: 3});
      const segment = await stranger.segment(1);
      await expect(scene().gateway.fleet.accept(segment)).rejects.toMatchObject({
        code: 'gateway/refused',
        fields: {reason: 'hub is not enrolled'},
      });
    });

    test.each([
      ['another hub signed it', 'gateway/refused'],
      ['a bit of its payload flipped', 'wire/malformed'],
      ['it ends too early', 'wire/malformed'],
      ['its codec is unknown', 'wire/malformed'],
      ['its first position was changed', 'gateway/refused'],
    ] as const)('a segment is refused, and nothing of it kept, when %s', async (harm, code) => {
      await scene().sell(1);
      const {hub, gateway} = scene();
      const {identity} = await scene().anotherHub();
      const good = await hub.segment(1);
      const envelope = decodeSegmentEnvelope(world.digest, good);
      const flipped = good.slice();
      flipped[flipped.length - 5] = (flipped.at(-5) ?? 0) ^ 1;
      const harmed = {
        'another hub signed it': await hub.segment(1, hub.end, {identity}),
        'a bit of its payload flipped': flipped,
        'it ends too early': good.slice(0, -1),
        'its codec is unknown': await hub.segment(1, hub.end, {codec: 9}),
        'its first position was changed': encodeSegmentEnvelope({...envelope, first: 2}),
      }[harm];
      await expect(gateway.fleet.accept(harmed)).rejects.toMatchObject({code});
      expect(await gateway.ports.store.ledger(hub.ledgerId)).toBeUndefined();
      expect(await gateway.fleet.accept(good)).toMatchObject({outcome: 'accepted'});
    });
  });
}

const NONCE = toBase64Url(new Uint8Array(16).fill(3));
