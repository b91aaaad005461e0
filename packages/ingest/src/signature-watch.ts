import type {Bytes, Clock, PublicKey, SignatureVerifier} from '@holdfast/std';
import {entrySigningMessage} from '@holdfast/wire';
import {INGEST_LIMITS} from './limits.ts';

interface Signed {
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  readonly signature: Bytes;
}

/**
 * Verifies a lane's signatures behind the ack. Entry hashes chain, so a signature over the newest
 * entry covers every one before it: verifying one in 64 proves them all, at a sixty-fourth of the
 * cost.
 */
export class SignatureWatch {
  readonly #tools: {
    readonly clock: Clock;
    readonly verifier: SignatureVerifier;
    readonly publicKey: PublicKey;
    readonly onBad: (signed: Signed) => void;
  };
  #newest: Signed | undefined;
  #unverified = 0;
  #timer: AbortController | undefined;
  #verifying: Promise<void> = Promise.resolve();

  constructor(tools: {
    readonly clock: Clock;
    readonly verifier: SignatureVerifier;
    readonly publicKey: PublicKey;
    readonly onBad: (signed: Signed) => void;
  }) {
    this.#tools = tools;
  }

  /** An entry was recorded, in the order of its journal. */
  recorded(signed: Signed): void {
    this.#newest = signed;
    this.#unverified += 1;
    if (this.#unverified >= INGEST_LIMITS.unverifiedEntriesMax) {
      this.#verify();
    } else if (!this.#timer) {
      const timer = new AbortController();
      this.#timer = timer;
      void this.#tools.clock.sleep(INGEST_LIMITS.unverifiedMs, timer.signal).then(() => {
        if (!timer.signal.aborted) this.#verify();
      });
    }
  }

  /** Verifies what is left; resolves when every verification is done. */
  async finish(): Promise<void> {
    this.#verify();
    await this.#verifying;
  }

  #verify(): void {
    this.#timer?.abort();
    this.#timer = undefined;
    const signed = this.#newest;
    if (!signed || this.#unverified === 0) return;
    this.#unverified = 0;
    const {verifier, publicKey, onBad} = this.#tools;
    const {entryHash, signature} = signed;
    this.#verifying = this.#verifying
      .then(() => verifier.verify({publicKey, message: entrySigningMessage(entryHash), signature}))
      .then(good => {
        if (!good) onBad(signed);
      });
  }
}
