import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type SigningKey, silentLog, toBase64Url} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {parseChangeOfHub, publicKeyText, signChangeOfHub, signRosterCopy} from '@holdfast/trust';
import {
  drawGatewayIncarnation,
  drawLedgerId,
  encodeChangeOfHub,
  encodeLanMessage,
  type HubToTerminal,
  hubIdOf,
  type RosterChanged,
} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {AskingDoor} from './asking-door.ts';

const random = new SeededRandom(1);
const [sheet, oldHub, newHub] = [
  await createSigningKey(),
  await createSigningKey(),
  await createSigningKey(),
];
const hubId = hubIdOf(nodeDigest, newHub.publicKey);

/** A word by a key, in the name of the sheet. */
const word = (by: SigningKey, named: SigningKey, epoch: number) =>
  signChangeOfHub(by, {
    ...{retailStoreId: '017', hubPublicKey: named.publicKey, epoch},
    ...{issuedAtMs: 1, signer: 'recovery'},
  });

/** What a till carries, signed by a hub for which somebody vouches. */
async function copyOf(
  hub: SigningKey,
  given: {readonly vouching: SigningKey; readonly epoch?: number; readonly renamed?: number},
) {
  const {vouching, epoch = 3, renamed = 0} = given;
  const voucher = toBase64Url(encodeChangeOfHub(await word(vouching, hub, epoch)));
  const publicKey = publicKeyText(sheet.publicKey);
  const named: RosterChanged = {
    ...{v: 1, epoch, changedAtMs: 1},
    change: {kind: 'recoveryKeyNamed', publicKey, voucher},
  };
  const ledgerId = drawLedgerId(hubIdOf(nodeDigest, hub.publicKey), random);
  const signed = await signRosterCopy(
    {digest: nodeDigest, hubKey: hub},
    {
      ...{v: 1, retailStoreId: '017', epoch, signedAtMs: 1},
      hubId: hubIdOf(nodeDigest, hub.publicKey),
      hubPublicKey: publicKeyText(hub.publicKey),
      ledger: {ledgerId, position: 9, head: toBase64Url(new Uint8Array(32))},
      gateway: {
        publicKey: publicKeyText(sheet.publicKey),
        incarnation: drawGatewayIncarnation(random),
        doors: ['https://gateway.example'],
      },
      changes: [...Array.from({length: renamed}, () => named), named],
    },
  );
  return {v: 1, type: 'showRoster', ...signed} as const;
}

const TURNS_MAX = 5_000;

/**
 * A door on which these are shown, one till each; answers what was taken over, and what all heard.
 */
async function shown(copies: readonly Awaited<ReturnType<typeof copyOf>>[]) {
  const clock = new VirtualClock();
  const heard: HubToTerminal[] = [];
  let judged = 0;
  const count = () => {
    judged += 1;
  };
  const log = {...silentLog, info: count, warn: count};
  const door = new AskingDoor({
    ...{hubId, retailStoreId: '017', sheet: sheet.publicKey, random, clock, log},
    ...{digest: nodeDigest, verifier: nodeSignatureVerifier},
    call: await word(sheet, newHub, 0),
    onNewest: copy => word(sheet, newHub, copy.epoch + 1),
  });
  const stop = new AbortController();
  const running = door.run(stop.signal);
  for (const copy of copies) {
    const events = door.connect({
      peer: {address: '192.0.2.3', origin: ''},
      version: 1,
      channel: () => ({keyPin: new Uint8Array(32), binding: {kind: 'origin', origin: ''}}),
      send: message => heard.push(message),
      bufferedBytes: () => 0,
      close: () => {},
    });
    events.frame(encodeLanMessage(copy));
  }
  // Signatures are checked on other threads, which take as long as they take.
  for (let turn = 0; turn < TURNS_MAX && judged < copies.length; turn++) {
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  await clock.advance(1_000);
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve));
  stop.abort();
  await running;
  return {taken: door.taken, heard};
}

test('of what tills show the newest roster counts, and each hears the word that follows from it', async () => {
  const {taken, heard} = await shown([
    await copyOf(oldHub, {vouching: sheet, epoch: 3}),
    await copyOf(oldHub, {vouching: sheet, epoch: 3, renamed: 2}),
    await copyOf(oldHub, {vouching: sheet, epoch: 2, renamed: 5}),
  ]);
  expect(taken?.copy.changes).toHaveLength(3);
  const epochs = heard.map(message =>
    message.type === 'hello' ? parseChangeOfHub(message.change ?? '')?.epoch : message.type,
  );
  expect(epochs).toEqual([0, 0, 0, 4, 4, 4]);
});

test('a roster of a hub that the sheet does not vouch for is not believed', async () => {
  const stranger = await createSigningKey();
  const made = await copyOf(stranger, {vouching: stranger}); // it vouches for itself
  const genuine = await copyOf(oldHub, {vouching: sheet});
  const changed = {...genuine, signature: made.signature};
  const {taken, heard} = await shown([made, changed]);
  expect(taken).toBeUndefined();
  expect(heard.map(({type}) => type)).toEqual(['hello', 'hello']); // that it asks, and nothing more
});
