import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, toBase64Url} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {publicKeyText, signChangeOfHub, signRosterCopy} from '@holdfast/trust';
import {
  type ChangeSigner,
  drawGatewayIncarnation,
  drawLedgerId,
  encodeChangeOfHub,
  type Hello,
  type HubId,
  hubIdOf,
  journalIdOf,
  type RosterChange,
  type RosterCopy,
  type TerminalToHub,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {meetStranger} from './meet-stranger.ts';
import type {HubLink, Pairing} from './ports.ts';
import {MessageQueue} from './testing/message-queue.ts';

const random = new SeededRandom(1);
const [oldHub, newHub, gateway] = [
  await createSigningKey(),
  await createSigningKey(),
  await createSigningKey(),
];
const [sheet, standby, till] = [
  await createSigningKey(),
  await createSigningKey(),
  await createSigningKey(),
];
const idOf = ({publicKey}: SigningKey) => hubIdOf(nodeDigest, publicKey);
const address = {host: '192.168.8.9', port: 7443};

async function changeTo(
  hub: SigningKey,
  by: {readonly key: SigningKey; readonly signer: ChangeSigner; readonly epoch: number},
): Promise<string> {
  const {key, signer, epoch} = by;
  const named = {retailStoreId: '017', hubPublicKey: hub.publicKey, epoch, issuedAtMs: 1, signer};
  return toBase64Url(encodeChangeOfHub(await signChangeOfHub(key, named)));
}

async function kept(): Promise<NonNullable<Pairing['roster']>> {
  const voucher = await changeTo(oldHub, {key: sheet, signer: 'recovery', epoch: 3});
  const said: RosterChange[] = [
    {kind: 'recoveryKeyNamed', publicKey: publicKeyText(sheet.publicKey), voucher},
    {kind: 'successorNamed', hubPublicKey: publicKeyText(standby.publicKey), name: 'Back office'},
  ];
  const copy: RosterCopy = {
    v: 1,
    retailStoreId: '017',
    hubId: idOf(oldHub),
    hubPublicKey: publicKeyText(oldHub.publicKey),
    epoch: 3,
    signedAtMs: 1,
    ledger: {
      ledgerId: drawLedgerId(idOf(oldHub), random),
      position: 9,
      head: toBase64Url(new Uint8Array(32)),
    },
    gateway: {
      publicKey: publicKeyText(gateway.publicKey),
      incarnation: drawGatewayIncarnation(random),
      doors: ['https://gateway.example'],
    },
    changes: said.map(change => ({v: 1, epoch: 3, changedAtMs: 1, change})),
  };
  const signed = await signRosterCopy({digest: nodeDigest, hubKey: oldHub}, copy);
  return {hubId: idOf(oldHub), ...signed};
}

const pairing: Pairing = {
  retailStoreId: '017',
  workstationId: 'W01',
  journalId: journalIdOf(nodeDigest, till.publicKey),
  hubId: idOf(oldHub),
  hubPublicKey: oldHub.publicKey,
  hubKeyPin: new Uint8Array(32).fill(1),
  gatewayPublicKey: gateway.publicKey,
  epoch: 3,
  lastAddress: {host: '192.168.8.2', port: 7443},
  linkAddress: {host: '192.168.8.2', port: 7443},
  roster: await kept(),
};

/** Meets a hub that says this of itself; answers what came of it, and what it was told. */
async function meet(
  said: {readonly hubId: HubId; readonly change?: string; readonly retailStoreId?: string},
  met: Pairing = pairing,
) {
  const told: TerminalToHub[] = [];
  const messages = new MessageQueue<Hello>();
  const hello: Hello = {
    v: 1,
    type: 'hello',
    retailStoreId: '017',
    ...said,
    ledgerId: drawLedgerId(said.hubId, random),
    epoch: 99, // a word that nobody signed
    nonce: toBase64Url(random.bytes(32)),
    hubTimeMs: 1,
    limits: {bodyBytesMax: 1, inFlightMax: 1, heartbeatMs: 1},
  };
  messages.push(hello);
  const link: HubLink = {
    connect: () => Promise.reject(new TypeError('a stranger is met without trust')),
    connectUnproven: async () => ({
      version: 1,
      origin: '',
      channel: {kind: 'origin', origin: ''},
      send: message => {
        told.push(message);
        messages.end();
      },
      messages: () => messages,
      closeCode: () => undefined,
      close: () => messages.end(),
    }),
  };
  const tools = {link, digest: nodeDigest, verifier: nodeSignatureVerifier};
  const clock = new VirtualClock();
  const {signal} = new AbortController();
  const found = await meetStranger({...tools, clock}, {pairing: met, address, signal});
  return {found, told};
}

const SIGNERS = [
  {signer: 'gateway', key: gateway, hub: newHub},
  {signer: 'recovery', key: sheet, hub: newHub},
  {signer: 'successor', key: standby, hub: standby},
] as const;

test.each(SIGNERS)(
  'a till follows a hub that $signer names above all it has seen, and keeps the rest',
  async by => {
    const change = await changeTo(by.hub, {...by, epoch: 4});
    const {found, told} = await meet({hubId: idOf(by.hub), change});
    expect(told).toEqual([]);
    expect(found).toMatchObject({
      ...{hubId: idOf(by.hub), hubPublicKey: by.hub.publicKey, epoch: 4, change},
      ...{lastAddress: address, formerHubs: [idOf(oldHub)]},
      ...{workstationId: 'W01', journalId: pairing.journalId, gatewayPublicKey: gateway.publicKey},
    });
    expect(found?.hubKeyPin).not.toEqual(pairing.hubKeyPin); // the old hub's key opens nothing more
  },
);

test.each(SIGNERS)(
  'a change by $signer in an epoch that was seen before is followed by nobody',
  async by => {
    const change = await changeTo(by.hub, {...by, epoch: 2});
    expect((await meet({hubId: idOf(by.hub), change})).found).toBeUndefined();
  },
);

test.each([
  ['that says nothing for itself', undefined],
  [
    'that another key than the sheet’s names',
    await changeTo(newHub, {key: till, signer: 'recovery', epoch: 9}),
  ],
  [
    'that a standby hub names',
    await changeTo(newHub, {key: standby, signer: 'successor', epoch: 9}),
  ],
  [
    'with the word about another hub',
    await changeTo(standby, {key: gateway, signer: 'gateway', epoch: 9}),
  ],
])('a hub %s is not followed, and is shown nothing', async (_, change) => {
  const said = {hubId: idOf(newHub), ...(change === undefined ? {} : {change})};
  expect(await meet(said)).toEqual({found: undefined, told: []});
});

test('a hub that was left is never followed again, whatever it brings, and is told by whom it was replaced', async () => {
  const followed = await changeTo(newHub, {key: gateway, signer: 'gateway', epoch: 4});
  const first = await meet({hubId: idOf(newHub), change: followed});
  if (!first.found) throw new TypeError('the till follows the first change');
  const back = await changeTo(oldHub, {key: gateway, signer: 'gateway', epoch: 5});
  const {found, told} = await meet({hubId: idOf(oldHub), change: back}, first.found);
  expect(found).toBeUndefined();
  expect(told).toEqual([{v: 1, type: 'showRoster', change: followed}]);
});

test('a hub that the sheet calls, and that knows nothing, is shown what the hub before gave to keep', async () => {
  const call = await changeTo(newHub, {key: sheet, signer: 'recovery', epoch: 0});
  const {found, told} = await meet({hubId: idOf(newHub), change: call});
  expect(found).toBeUndefined();
  const {copy, signature} = pairing.roster ?? {};
  expect(told).toEqual([{v: 1, type: 'showRoster', copy, signature}]);
  const stranger = await changeTo(newHub, {key: till, signer: 'recovery', epoch: 0});
  expect((await meet({hubId: idOf(newHub), change: stranger})).told).toEqual([]);
});
