import {
  createSigningKey,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
  sealTo,
  systemRandom,
  unsealingKeyOf,
} from '@holdfast/platform-node';
import {type Bytes, fromBase64Url, type SigningKey, toBase64Url, utf8Encode} from '@holdfast/std';
import {checkChangeOfHub, parseChangeOfHub, publicKeyText, signChangeOfHub} from '@holdfast/trust';
import {
  AUTHORITY_PURPOSE,
  claimCodeProof,
  drawGatewayIncarnation,
  type Enrol,
  encodeChangeOfHub,
  enrolmentProofMessage,
  noCompression,
  type TakenOver,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {useScene} from './acceptance/fleet-world.ts';
import {Enrolments} from './enrolments.ts';
import {TakeOvers} from './take-overs.ts';
import {TestHub} from './testing/test-hub.ts';
import {MemoryFleetStore} from './testing.ts';

const world = {
  digest: nodeDigest,
  compressor: noCompression,
  verifier: nodeSignatureVerifier,
  newKey: createSigningKey,
  open: async () => new MemoryFleetStore(drawGatewayIncarnation(systemRandom)),
};
const scene = useScene(world);
const unsealingKey = await unsealingKeyOf(new Uint8Array(32).fill(1));
const reader = await unsealingKeyOf(new Uint8Array(32).fill(2));
const sheet = await createSigningKey();
const wanted = {retailStoreId: '017', ttlMs: 60_000};
const refused = {code: 'enrolment/refused'};

/** Head office as it runs: where stores can be claimed. */
function office(): Enrolments {
  const {ports, fleet} = scene().gateway;
  const {rosters} = fleet;
  const statementsOfStore = (storeId: string) => fleet.statementsOfStore(storeId);
  const given = {...ports, rosters, statementsOfStore, unsealingKey, sealer: hpkeSealer};
  return new Enrolments({...ports, rosters, takeOvers: new TakeOvers(given)});
}

const blank = () => TestHub.open(world, {retailStoreId: '017', ledger: 9});

async function claimMessage(hub: TestHub, code: Bytes): Promise<Enrol> {
  const {hubId, retailStoreId, identity} = hub;
  const {publicKey: hubPublicKey} = identity;
  const readerPublicKey = reader.publicKey;
  const codeProof = claimCodeProof(nodeDigest, {code, hubPublicKey, readerPublicKey});
  const signed = enrolmentProofMessage(nodeDigest, {hubId, retailStoreId, codeProof});
  return {
    ...(await hub.enrolMessage(code)),
    codeProof: toBase64Url(codeProof),
    proof: toBase64Url(await identity.sign(signed)),
    claim: {readerPublicKey: toBase64Url(readerPublicKey)},
  };
}

async function claim(hub: TestHub): Promise<TakenOver> {
  const {code} = await office().permit({...wanted, purpose: 'claim'});
  const {takenOver} = await office().enrol(await claimMessage(hub, code));
  if (!takenOver) throw new TypeError('a claim hands something over');
  return takenOver;
}

/** The change that an answer names, as a till would check it. */
async function pairOf({change: text}: TakenOver) {
  const change = parseChangeOfHub(text);
  if (!change) throw new TypeError('it is a change of hub');
  const gateway = scene().gateway.ports.gatewayKey.publicKey;
  const known = {change, retailStoreId: '017', gateway};
  const verdict = await checkChangeOfHub(world, known);
  return verdict.kind === 'valid' ? verdict.pair : verdict;
}

async function sealAuthority(): Promise<void> {
  const content = utf8Encode('the key of the store');
  const box = await sealTo(unsealingKey.publicKey, {purpose: AUTHORITY_PURPOSE, content});
  const [encapsulated, ciphertext] = [toBase64Url(box.encapsulated), toBase64Url(box.ciphertext)];
  const recipient = toBase64Url(unsealingKey.publicKey);
  const boxes = [{to: 'gateway', recipient, encapsulated, ciphertext}];
  const copy = JSON.stringify({v: 1, certificate: 'its certificate', boxes});
  await scene().hub.change({kind: 'authoritySealed', copy});
}

test('a claim hands over the roster, what is held, the ledger before, and the authority for its reader alone', async () => {
  const {hub, till} = scene();
  await sealAuthority();
  await scene().sell(3);
  await scene().forward(1);
  const heir = await blank();
  const given = await claim(heir);
  expect(await pairOf(given)).toEqual({epoch: 2, hubId: heir.hubId}); // the roster is of epoch 1
  expect(given.hubsBefore).toEqual([hub.hubId]);
  expect(given.predecessor).toMatchObject({ledgerId: hub.ledgerId, position: hub.end});
  expect(given.changes.map(({change}) => change)).toMatchObject([
    {kind: 'journalAdmitted', journalId: till.journalId},
    {kind: 'authoritySealed'},
  ]);
  expect(await scene().held(given)).toContain('W01/3');
  expect(given.lanes).toMatchObject([{journalId: till.journalId, sequenceNumber: 3}]);
  const {encapsulated, ciphertext, certificate} = given.authority ?? {};
  const box = {
    share: fromBase64Url(encapsulated ?? '') ?? new Uint8Array(),
    ciphertext: fromBase64Url(ciphertext ?? '') ?? new Uint8Array(),
    info: utf8Encode(AUTHORITY_PURPOSE),
    associated: new Uint8Array(),
  };
  expect(certificate).toBe('its certificate');
  expect(await reader.open(box)).toEqual(utf8Encode('the key of the store'));
  expect(await unsealingKey.open(box)).toBeUndefined();
});

test('a claim code is good once, for a blank machine, and is no enrolment code', async () => {
  const {code} = await office().permit({...wanted, purpose: 'claim'});
  await expect(office().enrol(await (await blank()).enrolMessage(code))).rejects.toMatchObject(
    refused,
  );
  const {hub} = scene(); // the old one, which may have been stolen
  await expect(office().enrol(await claimMessage(hub, code))).rejects.toMatchObject(refused);
  expect(await office().enrol(await claimMessage(await blank(), code))).toHaveProperty('takenOver');
  const again = await claimMessage(await blank(), code);
  await expect(office().enrol(again)).rejects.toMatchObject(refused);
  const {code: other} = await office().permit(wanted);
  const wrong = await claimMessage(await blank(), other);
  await expect(office().enrol(wrong)).rejects.toMatchObject(refused);
});

test('two claims in a row do not come to one epoch, and the hub before is told of the newest', async () => {
  const [first, second] = [await blank(), await blank()];
  const [early, late] = [await pairOf(await claim(first)), await pairOf(await claim(second))];
  expect([early, late]).toMatchObject([{epoch: 1}, {epoch: 2}]);
  const {fleet, ports} = scene().gateway;
  const {hub} = scene();
  const record = await ports.store.hub(hub.hubId);
  if (!record) throw new TypeError('the hub is known');
  const question = {v: 1, type: 'ledgerStatus', ledgerId: hub.ledgerId, nonce: ''} as const;
  await scene().sell(1);
  const told = await scene().forward(1); // it is told, and what it has is taken in
  expect([told.outcome, told.heldPosition]).toEqual(['accepted', hub.end]);
  const {change} = await fleet.ledgerStatus(record, question);
  expect(told.change).toBe(change);
  expect(parseChangeOfHub(change ?? '')?.hubPublicKey).toEqual(second.identity.publicKey);
});

test('a hub that took over by the sheet is let in by that word, and by no other key’s', async () => {
  const {hub} = scene();
  const word = async (key: SigningKey, heir: TestHub) => {
    const hubPublicKey = heir.identity.publicKey;
    const named = {retailStoreId: '017', hubPublicKey, epoch: 2, issuedAtMs: 1};
    return toBase64Url(
      encodeChangeOfHub(await signChangeOfHub(key, {...named, signer: 'recovery'})),
    );
  };
  const voucher = await word(sheet, hub);
  const publicKey = publicKeyText(sheet.publicKey);
  await hub.change({kind: 'recoveryKeyNamed', publicKey, voucher});
  await scene().forward(1);
  const heir = await blank();
  const message = await heir.enrolMessage(new Uint8Array(16));
  const forged = {...message, change: await word(await createSigningKey(), heir)};
  await expect(office().enrol(forged)).rejects.toMatchObject(refused);
  const another = {...message, change: voucher}; // it names the old hub
  await expect(office().enrol(another)).rejects.toMatchObject(refused);
  const genuine = {...message, change: await word(sheet, heir)};
  expect(await office().enrol(genuine)).toMatchObject({type: 'enrolled'});
  expect(await scene().gateway.ports.store.hub(heir.hubId)).toMatchObject({retailStoreId: '017'});
});
