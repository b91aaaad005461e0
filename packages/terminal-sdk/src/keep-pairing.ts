import {
  type Bytes,
  type Digest,
  Fault,
  type PublicKey,
  type SignatureVerifier,
  toBase64Url,
} from '@holdfast/std';
import {parsePublicKeyText} from '@holdfast/trust';
import {type HubId, hubIdOf, type Paired, pairedProofMessage} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import type {Journal, Pairing} from './ports.ts';
import type {Seat} from './seat.ts';

/** The hub that this conversation is with, as a link or a code has proved it. */
export interface KnownHub {
  readonly hubId: HubId;
  readonly keyPin: Bytes;
  readonly host: string;
  readonly port: number;
}

/**
 * Keeps what a hub said when it took this terminal in, once it has proved that it said so. Throws
 * `hub/untrusted`, or `pairing/refused` for what does not go with the journal.
 */
export async function keepPairing(
  ports: {
    readonly journal: Journal;
    readonly digest: Digest;
    readonly verifier: SignatureVerifier;
    readonly move: (pairing: Pairing) => Promise<void>;
  },
  said: {
    readonly paired: Paired;
    readonly nonce: Uint8Array;
    readonly hub: KnownHub;
    readonly seat: Seat;
  },
): Promise<Pairing> {
  const {paired, nonce, hub, seat} = said;
  const pairing = pairingOf(paired, {...ports, hub, seat});
  await proveHub(ports, {paired, pairing, nonce});
  if (seat.moves) await ports.move(pairing);
  else await ports.journal.keepPairing(pairing);
  return pairing;
}

/**
 * Everything that will be pinned was said by the hub of the link or the code, for this very
 * conversation.
 */
async function proveHub(
  {digest, verifier}: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  said: {readonly paired: Paired; readonly pairing: Pairing; readonly nonce: Uint8Array},
): Promise<void> {
  const {paired, pairing, nonce} = said;
  const proved = await verifier.verify({
    publicKey: pairing.hubPublicKey,
    message: pairedProofMessage(digest, {...pairing, nonce}),
    signature: bytesOf(paired.identitySignature),
  });
  if (!proved) throw new Fault('hub/untrusted', {hubId: paired.hubId, reason: 'not signed by it'});
}

/**
 * What is pinned from now on. A journal with entries keeps its store, its workstation and its head
 * office for ever: only the hub may change under it, and then gets what it lacks. A till that moves
 * begins another.
 */
function pairingOf(
  paired: Paired,
  {
    journal,
    digest,
    hub,
    seat,
  }: {
    readonly journal: Journal;
    readonly digest: Digest;
    readonly hub: KnownHub;
    readonly seat: Seat;
  },
): Pairing {
  const hubPublicKey = publicKeyOf(paired.hubPublicKey, 'hubPublicKey');
  const gatewayPublicKey = publicKeyOf(paired.gatewayPublicKey, 'gatewayPublicKey');
  if (paired.hubId !== hub.hubId || hubIdOf(digest, hubPublicKey) !== hub.hubId) {
    throw new Fault('hub/untrusted', {hubId: paired.hubId});
  }
  if (paired.journalId !== seat.journalId) {
    throw new Fault('pairing/refused', {reason: 'another journal', journalId: paired.journalId});
  }
  const {retailStoreId, workstationId, journalId, hubId, epoch} = paired;
  const before = journal.pairing();
  if (before && !seat.moves && journal.tail().sequenceNumber > 0) {
    const same =
      before.retailStoreId === retailStoreId &&
      before.workstationId === workstationId &&
      toBase64Url(before.gatewayPublicKey.bytes) === toBase64Url(gatewayPublicKey.bytes);
    if (!same) throw new Fault('pairing/refused', {reason: 'this journal is of another place'});
  }
  const {host, port, keyPin: hubKeyPin} = hub;
  const address = {host, port};
  return {
    retailStoreId,
    workstationId,
    journalId,
    hubId,
    hubPublicKey,
    hubKeyPin,
    gatewayPublicKey,
    epoch,
    lastAddress: address,
    linkAddress: address,
  };
}

function publicKeyOf(text: Paired['hubPublicKey'], field: string): PublicKey {
  const key = parsePublicKeyText(text);
  if (!key.ok) throw new Fault('wire/malformed', {what: 'paired', field, reason: key.issue.reason});
  return key.value;
}
