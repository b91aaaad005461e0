import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  type PublicKey,
  type Random,
} from '@holdfast/std';
import {drawWindowId, type NotePairing, windowDiary} from '@holdfast/trust';
import {
  HUB_WORKSTATION,
  type HubId,
  PAIRING_TOKEN_BYTES,
  type PairingNoted,
  standbyTokenProof,
} from '@holdfast/wire';
import {STANDBY_LIMITS} from './limits.ts';

export interface StandbyDeskTools {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly hubId: HubId;
  /** Writes into the hub's journal; resolves once it is durable. */
  readonly note: NotePairing;
}

interface Window {
  readonly token: Bytes;
  readonly closesAtMs: number;
  readonly write: (event: PairingNoted['event']) => Promise<void>;
  triesLeft: number;
}

/**
 * Opens the hub to one standby at a time, by a link that is good once and for ten minutes. A new
 * window closes the one before. What happens at it is in the hub's journal before anybody hears.
 */
export class StandbyDesk {
  readonly #tools: StandbyDeskTools;
  #window: Window | undefined;

  constructor(tools: StandbyDeskTools) {
    this.#tools = tools;
  }

  async open(): Promise<{readonly token: Bytes; readonly windowMs: number}> {
    const {clock, random} = this.#tools;
    const {windowMs, triesMax} = STANDBY_LIMITS;
    await this.#close('superseded');
    const token = random.bytes(PAIRING_TOKEN_BYTES);
    const write = windowDiary(this.#tools, {windowId: drawWindowId(random), by: 'standbyLink'});
    await write({kind: 'opened', untilMs: clock.wallMs() + windowMs});
    const closesAtMs = clock.monotonicMs() + windowMs;
    this.#window = {token, closesAtMs, write, triesLeft: triesMax};
    return {token, windowMs};
  }

  /** Whether this is the token of the window that is open. A good one closes it. */
  async judge(claim: {
    readonly proof: Bytes;
    readonly nonce: Bytes;
    readonly publicKey: PublicKey;
    readonly asker: {readonly address: string; readonly name: string};
  }): Promise<boolean> {
    const {clock, digest, hubId} = this.#tools;
    const window = this.#window;
    if (!window) return false;
    if (window.closesAtMs <= clock.monotonicMs()) {
      await this.#close('expired');
      return false;
    }
    const {token, write} = window;
    const {proof, nonce, publicKey, asker} = claim;
    const wanted = standbyTokenProof(digest, {token, nonce, hubId, publicKey});
    if (equalBytes(proof, wanted)) {
      this.#window = undefined;
      await write({kind: 'closed', reason: 'used'});
      return true;
    }
    window.triesLeft -= 1;
    const {triesLeft} = window;
    await write({kind: 'guessFailed', ...asker, workstationId: HUB_WORKSTATION, triesLeft});
    if (triesLeft === 0) await this.#close('tries');
    return false;
  }

  async #close(reason: 'superseded' | 'expired' | 'tries'): Promise<void> {
    const window = this.#window;
    this.#window = undefined;
    await window?.write({kind: 'closed', reason});
  }
}
