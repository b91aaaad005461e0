import {
  type Clock,
  type Digest,
  equalBytes,
  Fault,
  isFault,
  type Random,
  type SignatureVerifier,
  toBase64Url,
} from '@holdfast/std';
import {type CodeConfirmations, CodeHalf, publicKeyText} from '@holdfast/trust';
import {
  type CodeShare,
  codeChannelIdentifier,
  type Hello,
  type HubId,
  pairingProofMessage,
  parsePairingCode,
} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {CodeCall} from './code-call.ts';
import {findHubForCode} from './hub-for-code.ts';
import {formatAddress} from './hub-ladder.ts';
import {keepPairing} from './keep-pairing.ts';
import {TERMINAL_LIMITS} from './limits.ts';
import type {PairingWish} from './pair-terminal.ts';
import type {
  HubAddress,
  HubFinder,
  HubLink,
  Journal,
  Pairing,
  UnprovenConnection,
} from './ports.ts';
import {type Seat, seatFor} from './seat.ts';

/** The digits that a hub shows, as somebody has typed them. */
export interface PairingByCode {
  /** Eight digits; spaces and dashes between them do not count. */
  readonly code: string;
  /** Where that hub is, when it is not to be looked for. */
  readonly address?: HubAddress;
  /** The hub has proved that it shows these digits: now the manager is asked. */
  readonly onProved?: (hub: {readonly hubId: HubId; readonly address: HubAddress}) => void;
}

export interface CodePorts {
  readonly journal: Journal;
  readonly finder: HubFinder;
  readonly link: HubLink;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  /** Closes the journal and begins the one that was prepared, with this pairing. */
  readonly move: (pairing: Pairing) => Promise<void>;
}

/**
 * Asks the hub that shows these digits to take this terminal in, and keeps what it pins. Nothing is
 * known of the hub before: the digits prove it and its TLS key to the terminal, and the terminal to
 * it, by a PAKE. One call is one guess, made to one hub; whoever is not that hub learns no more
 * than that this guess of its own was wrong. Waits for the manager until the window closes.
 *
 * Throws `request/malformed` for what is no code; `hub/unreachable`, `wire/version`,
 * `pairing/unheld-entries` and `pairing/busy` while nothing was given away: ask again.
 * `pairing/refused` and `hub/untrusted` after that: a person has to look, and to type the digits
 * again.
 */
export async function pairByCode(
  ports: CodePorts,
  asked: {
    readonly by: PairingByCode;
    readonly wish: PairingWish;
    readonly addresses: readonly HubAddress[];
    readonly signal: AbortSignal;
  },
): Promise<Pairing> {
  const {by, signal} = asked;
  const code = parsePairingCode(by.code);
  if (!code.ok) throw new Fault('request/malformed', {...code.issue});
  const configured = by.address ? [by.address] : asked.addresses;
  const addresses = configured.length > 0 ? configured : await findHubForCode(ports, signal);
  const {connection, address} = await reachFirst(ports.link, {addresses, signal});
  const call = new CodeCall(connection, {clock: ports.clock, signal});
  try {
    call.allow(TERMINAL_LIMITS.handshakeMs);
    const hello = await call.hear('hello');
    const {retailStoreId} = hello;
    const {workstationId} = asked.wish;
    const seat = await seatFor(ports.journal, {retailStoreId, workstationId});
    const talk = {call, connection, address, hello, seat, code: code.value};
    return await converse(ports, {...asked, ...talk});
  } finally {
    await call.end();
  }
}

/** The first that answers at all: a hub has several addresses, and nothing is said to it yet. */
async function reachFirst(
  link: HubLink,
  at: {readonly addresses: readonly HubAddress[]; readonly signal: AbortSignal},
): Promise<{readonly connection: UnprovenConnection; readonly address: HubAddress}> {
  const {addresses, signal} = at;
  let failure: unknown;
  for (const address of addresses) {
    try {
      return {connection: await link.connectUnproven({address, signal}), address};
    } catch (error) {
      if (!isFault(error, 'hub/unreachable')) throw error;
      failure = error;
    }
  }
  throw failure;
}

interface Conversation {
  readonly by: PairingByCode;
  readonly wish: PairingWish;
  readonly code: string;
  readonly call: CodeCall;
  readonly connection: UnprovenConnection;
  readonly address: HubAddress;
  readonly hello: Hello;
  readonly seat: Seat;
}

async function converse(ports: CodePorts, talk: Conversation): Promise<Pairing> {
  const {digest} = ports;
  const {call, hello, by, address, wish, seat} = talk;
  const {hubId} = hello;
  const nonce = bytesOf(hello.nonce);
  const {share, confirmations} = await exchangeShares(ports, talk);
  const {workstationId} = wish;
  const proof = await seat.key.sign(pairingProofMessage(digest, {nonce, hubId, workstationId}));
  call.guess({confirmation: confirmations.initiator, proof});
  const confirmed = await call.hear('codeConfirmed');
  if (!equalBytes(bytesOf(confirmed.confirmation), confirmations.responder)) {
    throw new Fault('hub/untrusted', {address: formatAddress(address), reason: 'no such code'});
  }
  call.allow(Math.min(confirmed.windowMs, TERMINAL_LIMITS.pairingMs) + TERMINAL_LIMITS.handshakeMs);
  by.onProved?.({hubId, address});
  const paired = await call.hear('paired');
  const hub = {...address, hubId, keyPin: bytesOf(share.keyPin)};
  return keepPairing(ports, {paired, nonce, hub, seat});
}

/** Nothing in here is worth anything to whoever does not know the digits. */
async function exchangeShares(
  {digest, random}: CodePorts,
  {call, hello, connection, code, wish, address, seat}: Conversation,
): Promise<{readonly share: CodeShare; readonly confirmations: CodeConfirmations}> {
  const {publicKey} = seat.key;
  const {workstationId, name} = wish;
  const {channel} = connection;
  const {hubId} = hello;
  const about = {publicKey, workstationId, name, hubId, channel};
  const half = new CodeHalf(random, {
    code,
    channel: codeChannelIdentifier(digest, about),
    session: bytesOf(hello.nonce),
  });
  connection.send({
    v: connection.version,
    type: 'pairByCode',
    workstationId,
    name,
    publicKey: publicKeyText(publicKey),
    share: toBase64Url(half.share),
  });
  const share = await call.hear('codeShare');
  const keyPin = bytesOf(share.keyPin);
  const confirmations = half.asInitiator({share: bytesOf(share.share), associated: keyPin});
  // A program has seen the key itself; a page has the hub's word, which the digits will prove.
  const shown = channel.kind === 'tls' ? channel.keyPin : keyPin;
  if (!confirmations || !equalBytes(shown, keyPin)) {
    throw new Fault('hub/untrusted', {address: formatAddress(address), reason: 'another key'});
  }
  return {share, confirmations};
}
