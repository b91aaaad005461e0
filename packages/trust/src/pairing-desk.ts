import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  fromBase64Url,
  type PublicKey,
  type Random,
  type SignatureVerifier,
} from '@holdfast/std';
import {
  HUB_WORKSTATION,
  type HubId,
  type JournalId,
  journalIdOf,
  PAIRING_TOKEN_BYTES,
  type Pair,
  type PairingNoted,
  pairingProofMessage,
  pairingTokenProof,
} from '@holdfast/wire';
import {drawWindowId, type NotePairing, windowDiary} from './pairing-diary.ts';
import {parsePublicKeyText} from './public-key-text.ts';

export const PAIRING_LIMITS = {
  windowMs: 5 * 60_000,
  /** Wrong proofs a window survives; the token has 128 bits, so this only stops noise. */
  triesMax: 5,
} as const;

export type PairingVerdict =
  | {
      readonly kind: 'admitted';
      readonly workstationId: string;
      readonly journalId: JournalId;
      readonly publicKey: PublicKey;
      readonly name: string;
      /** The till is in the roster, durably. */
      admitted(): Promise<void>;
    }
  | {readonly kind: 'refused'; readonly reason: PairingRefusal};

export type PairingRefusal = 'noWindow' | 'wrongToken' | 'badProof' | 'reservedWorkstation';

interface PairingWindow {
  readonly token: Bytes;
  readonly closesAtMs: number;
  readonly write: (event: PairingNoted['event']) => Promise<void>;
  triesLeft: number;
}

export interface PairingDeskTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly hubId: HubId;
  readonly note: NotePairing;
}

/**
 * Lets terminals in by a link, one for each window that a manager opens. Closed by default; a
 * window closes after five minutes, after one admission, or after five wrong tries. What happens at
 * a window is durable in the hub's journal before anybody is told of it.
 */
export class PairingDesk {
  readonly #tools: PairingDeskTools;
  #windows: PairingWindow[] = [];

  constructor(tools: PairingDeskTools) {
    this.#tools = tools;
  }

  /** Opens a window for one terminal and returns the token for its link. */
  async open(): Promise<{readonly token: Bytes; readonly windowMs: number}> {
    const {clock, random} = this.#tools;
    const {windowMs, triesMax} = PAIRING_LIMITS;
    const token = random.bytes(PAIRING_TOKEN_BYTES);
    const write = windowDiary(this.#tools, {windowId: drawWindowId(random), by: 'link'});
    await write({kind: 'opened', untilMs: clock.wallMs() + windowMs});
    const closesAtMs = clock.monotonicMs() + windowMs;
    await this.#open();
    this.#windows = [...this.#windows, {token, closesAtMs, write, triesLeft: triesMax}];
    return {token, windowMs};
  }

  /** The windows that are still open; the end of others is noted as soon as somebody looks. */
  async #open(): Promise<PairingWindow[]> {
    const nowMs = this.#tools.clock.monotonicMs();
    const windows = this.#windows;
    this.#windows = windows.filter(window => window.closesAtMs > nowMs && window.triesLeft > 0);
    for (const {closesAtMs, triesLeft, write} of windows) {
      if (closesAtMs <= nowMs && triesLeft > 0) await write({kind: 'closed', reason: 'expired'});
    }
    return this.#windows;
  }

  /**
   * Judges a pairing request. An admission closes its window at once, before anything is recorded.
   */
  async judge(claim: {
    readonly pair: Pair;
    readonly nonce: Uint8Array;
    readonly address: string;
  }): Promise<PairingVerdict> {
    const {digest, verifier, hubId} = this.#tools;
    const {pair, nonce, address} = claim;
    const windows = await this.#open();
    const [newest] = windows.slice(-1);
    if (!newest) return {kind: 'refused', reason: 'noWindow'};
    const publicKey = parsePublicKeyText(pair.publicKey);
    const [tokenProof, proof] = [fromBase64Url(pair.tokenProof), fromBase64Url(pair.proof)];
    if (!publicKey.ok || !tokenProof || !proof) return {kind: 'refused', reason: 'badProof'};
    const about = {nonce, hubId, publicKey: publicKey.value};
    const window = windows.find(
      ({token, triesLeft}) =>
        triesLeft > 0 && equalBytes(tokenProof, pairingTokenProof(digest, {token, ...about})),
    );
    const {workstationId, name} = pair;
    const asker = {address, workstationId, name};
    if (!window) {
      await this.#fail({windows, newest, asker});
      return {kind: 'refused', reason: 'wrongToken'};
    }
    if (workstationId === HUB_WORKSTATION) {
      await window.write({kind: 'refused', ...asker, reason: 'reservedWorkstation'});
      return {kind: 'refused', reason: 'reservedWorkstation'};
    }
    window.triesLeft = 0;
    const message = pairingProofMessage(digest, {nonce, hubId, workstationId});
    if (!(await verifier.verify({publicKey: publicKey.value, message, signature: proof}))) {
      await window.write({kind: 'refused', ...asker, reason: 'badProof'});
      return {kind: 'refused', reason: 'badProof'};
    }
    const journalId = journalIdOf(digest, publicKey.value);
    const admitted = () => window.write({kind: 'paired', workstationId, journalId});
    return {kind: 'admitted', workstationId, journalId, publicKey: publicKey.value, name, admitted};
  }

  /** A wrong token may have been meant for any window, so it costs each of them a try. */
  async #fail(failed: {
    readonly windows: readonly PairingWindow[];
    readonly newest: PairingWindow;
    readonly asker: {
      readonly address: string;
      readonly workstationId: string;
      readonly name: string;
    };
  }): Promise<void> {
    const {windows, newest, asker} = failed;
    for (const open of windows) open.triesLeft -= 1;
    await newest.write({kind: 'guessFailed', ...asker, triesLeft: newest.triesLeft});
    for (const {triesLeft, write} of windows) {
      if (triesLeft === 0) await write({kind: 'closed', reason: 'tries'});
    }
  }
}
