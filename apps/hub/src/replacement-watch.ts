import {existsSync, readFileSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import type {Digest, Log, PublicKey, SignatureVerifier} from '@holdfast/std';
import {checkChangeOfHub, isHigherHub, parseChangeOfHub, type Roster} from '@holdfast/trust';
import {changeOfHubTextSchema, type HubId} from '@holdfast/wire';
import * as z from 'zod';
import type {HubIssue} from './expiry-watch.ts';

const fileSchema = z.object({v: z.literal(1), change: changeOfHubTextSchema});

interface ReplacementWatchParts {
  readonly file: string;
  readonly hubId: HubId;
  readonly retailStoreId: string;
  readonly gatewayPublicKey: PublicKey;
  readonly roster: Roster;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  readonly log: Log;
}

/**
 * Whether another hub took over from this one. Believed of nobody's word but that of those who may
 * say which hub a store has; then it is so for ever, also after a start. A hub that was replaced
 * records nothing more, and goes on sending to head office what it has.
 */
export class ReplacementWatch {
  readonly #parts: ReplacementWatchParts;
  readonly #waiting = new Set<() => void>();
  #by: string | undefined;

  private constructor(parts: ReplacementWatchParts) {
    this.#parts = parts;
  }

  static async open(parts: ReplacementWatchParts): Promise<ReplacementWatch> {
    const watch = new ReplacementWatch(parts);
    const {file} = parts;
    if (!existsSync(file)) return watch;
    const kept = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (kept.success) await watch.hear(kept.data.change);
    return watch;
  }

  /** The hub that took over; `undefined` while this one is the store's. */
  get by(): string | undefined {
    return this.#by;
  }

  /** Calls once, when another hub has taken over. */
  onReplaced(tell: () => void): void {
    if (this.#by === undefined) this.#waiting.add(tell);
    else tell();
  }

  issues(): HubIssue[] {
    return this.#by === undefined ? [] : [{code: 'hub/replaced', detail: `by hub ${this.#by}`}];
  }

  /**
   * Takes a change of hub that somebody shows. What proves nothing about this hub is passed over.
   */
  async hear(text: string): Promise<void> {
    const {file, hubId, retailStoreId, gatewayPublicKey, roster, log} = this.#parts;
    const change = parseChangeOfHub(text);
    if (!change || this.#by !== undefined) return;
    const verdict = await checkChangeOfHub(this.#parts, {
      ...{change, retailStoreId, gateway: gatewayPublicKey},
      ...{recovery: roster.recovery?.publicKey, successor: roster.successor?.hubPublicKey},
    });
    if (verdict.kind !== 'valid') return;
    if (!isHigherHub(verdict.pair, {epoch: roster.epoch, hubId})) return;
    writeFileDurably(file, `${JSON.stringify({v: 1, change: text})}\n`);
    this.#by = verdict.pair.hubId;
    log.error('hub.replaced', {by: verdict.pair.hubId, epoch: verdict.pair.epoch});
    for (const tell of this.#waiting) tell();
    this.#waiting.clear();
  }
}
