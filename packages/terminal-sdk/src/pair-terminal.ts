import {
  type Clock,
  type Digest,
  Fault,
  type PublicKey,
  type SignatureVerifier,
  toBase64Url,
} from '@holdfast/std';
import {parsePublicKeyText, publicKeyText} from '@holdfast/trust';
import {
  type Hello,
  hubIdOf,
  LAN_CLOSE_CODES,
  lanCloseReason,
  type Paired,
  type PairingLink,
  pairedProofMessage,
  pairingProofMessage,
  pairingTokenProof,
} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubConnection, HubLink, Journal, Pairing} from './ports.ts';

/** Which workstation this terminal acts for, and what the manager reads: `Lane 3, Windows PC`. */
export interface PairingWish {
  readonly workstationId: string;
  readonly name: string;
}

/**
 * Asks the hub of a pairing link to take this terminal in, and keeps what it pins. The link's key
 * pin is compared before anything is sent; the token itself never travels. Waits for as long as the
 * hub does, at most {@link TERMINAL_LIMITS.pairingMs}.
 *
 * Throws `pairing/refused`, `hub/untrusted`, `hub/unreachable` or `wire/version`.
 */
export async function pairTerminal(
  ports: {
    readonly journal: Journal;
    readonly link: HubLink;
    readonly digest: Digest;
    readonly clock: Clock;
    readonly verifier: SignatureVerifier;
  },
  asked: {readonly link: PairingLink; readonly wish: PairingWish; readonly signal: AbortSignal},
): Promise<Pairing> {
  const {journal, clock} = ports;
  const over = new AbortController();
  const signal = AbortSignal.any([asked.signal, over.signal]);
  const {host, port, hubId, keyPin} = asked.link;
  const connection = await ports.link.connect({address: {host, port}, hubId, keyPin, signal});
  const close = () => connection.close();
  signal.addEventListener('abort', close, {once: true});
  if (signal.aborted) close();
  const deadline = clock.sleep(TERMINAL_LIMITS.pairingMs, signal).then(close);
  try {
    const {paired, nonce} = await converse(ports, {...asked, connection});
    const pairing = pairingOf(paired, {journal, digest: ports.digest, link: asked.link});
    await proveHub(ports, {paired, pairing, nonce});
    await journal.keepPairing(pairing);
    return pairing;
  } finally {
    over.abort();
    await deadline;
  }
}

async function converse(
  {journal, digest}: {readonly journal: Journal; readonly digest: Digest},
  asked: {
    readonly link: PairingLink;
    readonly wish: PairingWish;
    readonly connection: HubConnection;
  },
): Promise<{readonly paired: Paired; readonly nonce: Uint8Array}> {
  const {connection} = asked;
  let refusal = '';
  let nonce = new Uint8Array();
  for await (const message of connection.messages()) {
    if (message.type === 'hello') {
      nonce = bytesOf(message.nonce);
      await request({journal, digest}, {...asked, hello: message});
    }
    if (message.type === 'paired') return {paired: message, nonce};
    if (message.type === 'refused') refusal = `${message.reason}: ${message.detail}`;
  }
  const code = connection.closeCode();
  const reason = code === undefined ? undefined : lanCloseReason(code);
  if (refusal === '' && reason === undefined) {
    throw new Fault('hub/unreachable', {reason: 'closed before it answered'});
  }
  throw new Fault('pairing/refused', {
    reason: reason ?? 'refused',
    detail: refusal || (reason ? LAN_CLOSE_CODES[reason].means : ''),
  });
}

async function request(
  {journal, digest}: {readonly journal: Journal; readonly digest: Digest},
  asked: {
    readonly link: PairingLink;
    readonly wish: PairingWish;
    readonly connection: HubConnection;
    readonly hello: Hello;
  },
): Promise<void> {
  const {link, wish, connection, hello} = asked;
  const {hubId, token} = link;
  if (hello.hubId !== hubId) throw new Fault('hub/untrusted', {hubId: hello.hubId});
  const nonce = bytesOf(hello.nonce);
  const {publicKey} = journal.key;
  const {workstationId, name} = wish;
  const proof = await journal.key.sign(pairingProofMessage(digest, {nonce, hubId, workstationId}));
  const tokenProof = pairingTokenProof(digest, {token, nonce, hubId, publicKey});
  connection.send({
    v: connection.version,
    type: 'pair',
    workstationId,
    name,
    publicKey: publicKeyText(publicKey),
    tokenProof: toBase64Url(tokenProof),
    proof: toBase64Url(proof),
  });
}

/** Everything that will be pinned was said by the hub of the link, for this very conversation. */
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
 * office for ever: only the hub may change under it, and then gets what it lacks.
 */
function pairingOf(
  paired: Paired,
  {
    journal,
    digest,
    link,
  }: {readonly journal: Journal; readonly digest: Digest; readonly link: PairingLink},
): Pairing {
  const hubPublicKey = publicKeyOf(paired.hubPublicKey, 'hubPublicKey');
  const gatewayPublicKey = publicKeyOf(paired.gatewayPublicKey, 'gatewayPublicKey');
  if (paired.hubId !== link.hubId || hubIdOf(digest, hubPublicKey) !== link.hubId) {
    throw new Fault('hub/untrusted', {hubId: paired.hubId});
  }
  if (paired.journalId !== journal.journalId) {
    throw new Fault('pairing/refused', {reason: 'another journal', journalId: paired.journalId});
  }
  const {retailStoreId, workstationId, journalId, hubId, epoch} = paired;
  const before = journal.pairing();
  if (before && journal.tail().sequenceNumber > 0) {
    const same =
      before.retailStoreId === retailStoreId &&
      before.workstationId === workstationId &&
      toBase64Url(before.gatewayPublicKey.bytes) === toBase64Url(gatewayPublicKey.bytes);
    if (!same) throw new Fault('pairing/refused', {reason: 'this journal is of another place'});
  }
  const {host, port, keyPin: hubKeyPin} = link;
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
