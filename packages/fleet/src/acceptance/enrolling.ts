import {toBase64Url} from '@holdfast/std';
import {
  drawGatewayIncarnation,
  encodeHeldStatement,
  heldStatementSigningMessage,
  isLaterIncarnation,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {FLEET_LIMITS} from '../limits.ts';
import {TestHub} from '../testing/test-hub.ts';
import {type FleetWorld, useScene} from './fleet-world.ts';

/** How hubs come to belong to a store. */
export function enrollingAcceptance(world: FleetWorld): void {
  describe('enrolling', () => {
    const scene = useScene(world);
    const wanted = {retailStoreId: '017', ttlMs: 60_000};
    const newHub = (retailStoreId = '017') => TestHub.open(world, {retailStoreId, ledger: 5});
    const refusal = (reason: string) => ({code: 'enrolment/refused', fields: {reason}});

    test('a hub enrols once by its code, and asks again to the same answer', async () => {
      const {enrolments, ports} = scene().gateway;
      const [hub, {code}] = [await newHub(), await enrolments.permit(wanted)];
      const message = await hub.enrolMessage(code);
      const first = await enrolments.enrol(message);
      expect(first).toMatchObject({type: 'enrolled', retailStoreId: '017'});
      expect(first.gatewayIncarnation).toBe(ports.store.incarnation);
      expect(await enrolments.enrol(message)).toEqual(first);
      expect(await ports.store.hub(hub.hubId)).toMatchObject({retailStoreId: '017'});
    });

    test('a code enrols one hub only', async () => {
      const {enrolments} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      await enrolments.enrol(await (await newHub()).enrolMessage(code));
      const second = await (await newHub()).enrolMessage(code);
      await expect(enrolments.enrol(second)).rejects.toMatchObject(
        refusal('code is wrong, used, or of another store'),
      );
    });

    test('two hubs that show one code at the same moment do not both get in', async () => {
      const {enrolments} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      const messages = [
        await (await newHub()).enrolMessage(code),
        await (await newHub()).enrolMessage(code),
      ];
      const results = await Promise.allSettled(messages.map(one => enrolments.enrol(one)));
      expect(results.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('an expired code enrols nobody', async () => {
      const {enrolments, clock} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      await clock.advance(wanted.ttlMs);
      const message = await (await newHub()).enrolMessage(code);
      await expect(enrolments.enrol(message)).rejects.toMatchObject(refusal('code has expired'));
    });

    test('a code of one store enrols no hub of another', async () => {
      const {enrolments} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      const message = await (await newHub('018')).enrolMessage(code);
      await expect(enrolments.enrol(message)).rejects.toMatchObject(
        refusal('code is wrong, used, or of another store'),
      );
    });

    test('whoever does not hold the key is refused', async () => {
      const {enrolments} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      const [own, other] = [
        await (await newHub()).enrolMessage(code),
        await (await newHub()).enrolMessage(code),
      ];
      const stolen = {...own, proof: other.proof};
      await expect(enrolments.enrol(stolen)).rejects.toMatchObject(
        refusal('proof is not by the hub’s key'),
      );
      const misnamed = {...own, hubId: other.hubId};
      await expect(enrolments.enrol(misnamed)).rejects.toMatchObject(
        refusal('hub id is not the hash of its key'),
      );
    });

    test('an enrolled hub does not change its store', async () => {
      const {enrolments} = scene().gateway;
      const {code} = await enrolments.permit({...wanted, retailStoreId: '018'});
      const {hub} = scene();
      const moved = await hub.enrolMessage(code, {retailStoreId: '018'});
      await expect(enrolments.enrol(moved)).rejects.toMatchObject(
        refusal('hub is enrolled for another store'),
      );
    });

    test('open codes of a store have a cap, and expired ones make room', async () => {
      const {enrolments, clock} = scene().gateway;
      for (let open = 0; open < FLEET_LIMITS.enrolmentsOpenMax; open++) {
        await enrolments.permit(wanted);
      }
      await expect(enrolments.permit(wanted)).rejects.toMatchObject({code: 'gateway/busy'});
      await clock.advance(wanted.ttlMs);
      const {code} = await enrolments.permit(wanted);
      await enrolments.enrol(await (await newHub()).enrolMessage(code));
    });

    test('the store does not hold the code', async () => {
      const {enrolments, ports} = scene().gateway;
      const {code} = await enrolments.permit(wanted);
      const [kept] = await ports.store.unusedEnrolments('017');
      expect(JSON.stringify(kept)).not.toContain(toBase64Url(code));
    });

    test('a new incarnation is what everything says from then on', async () => {
      const {gateway, hub} = scene();
      await scene().sell(1);
      const before = await gateway.statements(await scene().forward(1));
      const {store, random} = gateway.ports;
      const renewed = drawGatewayIncarnation(random);
      await store.renewIncarnation(renewed);
      const answer = await scene().forward(1);
      expect(answer.gatewayIncarnation).toBe(renewed);
      const after = await gateway.statements(answer);
      expect(after.map(({gatewayIncarnation}) => gatewayIncarnation)).toEqual([renewed, renewed]);
      expect(before.every(({gatewayIncarnation}) => gatewayIncarnation !== renewed)).toBe(true);
      expect(hub.end).toBe(3);
    });

    test('a store that was put back twice comes after what a hub heard in between', async () => {
      const {gateway, hub} = scene();
      const {ports, fleet} = gateway;
      await scene().sell(1);
      const [statement] = await gateway.statements(await scene().forward(1));
      if (!statement) throw new Error('the gateway signs for the sale');
      const lost = drawGatewayIncarnation(ports.random, {after: [ports.store.incarnation]});
      const said = {...statement, gatewayIncarnation: lost};
      const signature = await ports.gatewayKey.sign(heldStatementSigningMessage(said));
      const known = await fleet.knownHub(hub.hubId);
      const nonce = toBase64Url(new Uint8Array(16));
      const ask = async (shown: SignedHeldStatement) => {
        const heldStatement = toBase64Url(encodeHeldStatement(shown));
        const {ledgerId} = hub;
        const question = {v: 1, type: 'ledgerStatus', ledgerId, nonce, heldStatement} as const;
        return (await fleet.ledgerStatus(known, question)).gatewayIncarnation;
      };
      const before = ports.store.incarnation;
      expect(await ask({...said, signature: statement.signature})).toBe(before); // not its own hand
      expect(await ask(statement)).toBe(before);
      const after = await ask({...said, signature});
      expect(isLaterIncarnation(after, lost)).toBe(true);
      expect(ports.store.incarnation).toBe(after);
      expect(await ask({...said, signature})).toBe(after);
    });
  });
}
