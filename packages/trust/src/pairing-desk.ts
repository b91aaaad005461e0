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
  pairingProofMessage,
  pairingTokenProof,
} from '@holdfast/wire';
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
    }
  | {readonly kind: 'refused'; readonly reason: PairingRefusal};

export type PairingRefusal = 'noWindow' | 'wrongToken' | 'badProof' | 'reservedWorkstation';

interface PairingWindow {
  readonly token: Bytes;
  readonly closesAtMs: number;
  triesLeft: number;
}

/**
 * Lets terminals in, one for each window that a manager opens. Closed by default; a window closes
 * after five minutes, after one admission, or after five wrong tries.
 */
export class PairingDesk {
  readonly #tools: {
    readonly clock: Clock;
    readonly random: Random;
    readonly digest: Digest;
    readonly verifier: SignatureVerifier;
    readonly hubId: HubId;
  };
  #windows: PairingWindow[] = [];

  constructor(tools: {
    readonly clock: Clock;
    readonly random: Random;
    readonly digest: Digest;
    readonly verifier: SignatureVerifier;
    readonly hubId: HubId;
  }) {
    this.#tools = tools;
  }

  /** Opens a window for one terminal and returns the token for its link. */
  open(): {readonly token: Bytes; readonly windowMs: number} {
    const {clock, random} = this.#tools;
    const token = random.bytes(PAIRING_TOKEN_BYTES);
    const closesAtMs = clock.monotonicMs() + PAIRING_LIMITS.windowMs;
    this.#windows = [...this.#open(), {token, closesAtMs, triesLeft: PAIRING_LIMITS.triesMax}];
    return {token, windowMs: PAIRING_LIMITS.windowMs};
  }

  get openWindows(): number {
    return this.#open().length;
  }

  #open(): PairingWindow[] {
    const nowMs = this.#tools.clock.monotonicMs();
    return this.#windows.filter(window => window.closesAtMs > nowMs && window.triesLeft > 0);
  }

  /**
   * Judges a pairing request. An admission closes its window at once, before anything is recorded.
   */
  async judge(claim: {readonly pair: Pair; readonly nonce: Uint8Array}): Promise<PairingVerdict> {
    const {digest, verifier, hubId} = this.#tools;
    const {pair, nonce} = claim;
    const windows = this.#open();
    if (windows.length === 0) return {kind: 'refused', reason: 'noWindow'};
    const publicKey = parsePublicKeyText(pair.publicKey);
    const [tokenProof, proof] = [fromBase64Url(pair.tokenProof), fromBase64Url(pair.proof)];
    if (!publicKey.ok || !tokenProof || !proof) return {kind: 'refused', reason: 'badProof'};
    const window = windows.find(({token}) =>
      equalBytes(
        tokenProof,
        pairingTokenProof(digest, {token, nonce, hubId, publicKey: publicKey.value}),
      ),
    );
    if (!window) {
      for (const open of windows) open.triesLeft -= 1;
      return {kind: 'refused', reason: 'wrongToken'};
    }
    const {workstationId, name} = pair;
    if (workstationId === HUB_WORKSTATION) return {kind: 'refused', reason: 'reservedWorkstation'};
    window.triesLeft = 0;
    const message = pairingProofMessage(digest, {nonce, hubId, workstationId});
    if (!(await verifier.verify({publicKey: publicKey.value, message, signature: proof}))) {
      return {kind: 'refused', reason: 'badProof'};
    }
    const journalId = journalIdOf(digest, publicKey.value);
    return {kind: 'admitted', workstationId, journalId, publicKey: publicKey.value, name};
  }
}
