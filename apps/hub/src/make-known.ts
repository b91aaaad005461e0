import type {LedgerReader} from '@holdfast/ledger';
import {
  aborted,
  Backoff,
  type Clock,
  isFault,
  type Log,
  type Service,
  type SigningKey,
} from '@holdfast/std';
import {type Enrolment, enrolByChange} from '@holdfast/uplink-https';
import type {Adoption} from './adoption.ts';
import {type HubConfig, wayOutOf} from './config.ts';
import {TOOLS} from './hub-tools.ts';
import {deliverMirrored} from './standby/deliver-mirrored.ts';
import type {SegmentFolder} from './standby/segment-folder.ts';

/** Soon at first: what is sold meanwhile waits for it. */
const AGAIN = {firstMs: 500, maxMs: 10_000};

interface MakeKnownParts {
  readonly config: HubConfig;
  readonly identity: SigningKey;
  readonly enrolment: Enrolment;
  readonly adoption: Adoption;
  /** Earlier ledgers on this disk, those of the hub before among them. */
  readonly previous: readonly LedgerReader[];
  /** What this machine mirrored, and head office may lack. */
  readonly segments: SegmentFolder;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes a hub that took over known to head office, over whichever way out gets there first: until
 * then the store sells, and nothing of it is forwarded. What it mirrored of the hub before goes
 * first, for that may say who this one is. Asked at each start, since asking again changes nothing.
 */
export class MakeKnown implements Service {
  readonly name = 'make-known';
  readonly #parts: MakeKnownParts;

  constructor(parts: MakeKnownParts) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {clock, log} = this.#parts;
    ready();
    const backoff = new Backoff(AGAIN, TOOLS.random);
    let told = '';
    while (!signal.aborted) {
      const code = await this.#try(signal);
      if (code === undefined) break;
      if (code !== told) log.warn('hub.not-known-yet', {code});
      told = code;
      await clock.sleep(backoff.nextMs(), signal);
    }
    await aborted(signal);
  }

  /** `undefined` once head office knows this hub. */
  async #try(signal: AbortSignal): Promise<string | undefined> {
    const {config, identity, enrolment, adoption, previous, segments, log} = this.#parts;
    let code = 'gateway/unreachable';
    for (const uplink of config.uplink.toSorted((a, b) => a.priority - b.priority)) {
      const out = wayOutOf(uplink);
      try {
        await deliverMirrored({identity, enrolment, previous, segments, out, log}, signal);
        await enrolByChange(
          {
            ...TOOLS,
            ...{identity, log, known: enrolment, change: adoption.change},
            out,
            retailStoreId: config.store.id,
            name: config.store.name,
          },
          signal,
        );
        log.info('hub.known', {uplink: uplink.name});
        return undefined;
      } catch (error) {
        if (!isFault(error)) throw error;
        code = error.code;
        log.debug('hub.not-known', {uplink: uplink.name, code, ...error.fields});
      }
    }
    return code;
  }
}
