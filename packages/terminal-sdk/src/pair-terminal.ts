import {type Clock, type Digest, Fault, type SignatureVerifier, toBase64Url} from '@holdfast/std';
import {publicKeyText} from '@holdfast/trust';
import {
  type Hello,
  LAN_CLOSE_CODES,
  lanCloseReason,
  type Paired,
  type PairingLink,
  pairingProofMessage,
  pairingTokenProof,
} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {keepPairing} from './keep-pairing.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {HubConnection, HubLink, Journal, Pairing} from './ports.ts';
import {type Seat, seatFor} from './seat.ts';

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
 * Throws `pairing/refused`, `pairing/unheld-entries`, `hub/untrusted`, `hub/unreachable` or
 * `wire/version`.
 */
export async function pairTerminal(
  ports: {
    readonly journal: Journal;
    readonly link: HubLink;
    readonly digest: Digest;
    readonly clock: Clock;
    readonly verifier: SignatureVerifier;
    /** Closes the journal and begins the one that was prepared, with this pairing. */
    readonly move: (pairing: Pairing) => Promise<void>;
  },
  asked: {readonly link: PairingLink; readonly wish: PairingWish; readonly signal: AbortSignal},
): Promise<Pairing> {
  const {clock} = ports;
  const over = new AbortController();
  const signal = AbortSignal.any([asked.signal, over.signal]);
  const {host, port, hubId, keyPin} = asked.link;
  const connection = await ports.link.connect({address: {host, port}, hubId, keyPin, signal});
  const close = () => connection.close();
  signal.addEventListener('abort', close, {once: true});
  if (signal.aborted) close();
  const deadline = clock.sleep(TERMINAL_LIMITS.pairingMs, signal).then(close);
  try {
    const said = await converse(ports, {...asked, connection});
    return await keepPairing(ports, {...said, hub: asked.link});
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
): Promise<{readonly paired: Paired; readonly nonce: Uint8Array; readonly seat: Seat}> {
  const {connection} = asked;
  const {workstationId} = asked.wish;
  let refusal = '';
  let nonce = new Uint8Array();
  const {key, journalId} = journal;
  let seat: Seat = {key, journalId, moves: false};
  for await (const message of connection.messages()) {
    if (message.type === 'hello') {
      nonce = bytesOf(message.nonce);
      seat = await seatFor(journal, {retailStoreId: message.retailStoreId, workstationId});
      await request({seat, digest}, {...asked, hello: message});
    }
    if (message.type === 'paired') return {paired: message, nonce, seat};
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
  {seat, digest}: {readonly seat: Seat; readonly digest: Digest},
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
  const {publicKey} = seat.key;
  const {workstationId, name} = wish;
  const proof = await seat.key.sign(pairingProofMessage(digest, {nonce, hubId, workstationId}));
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
