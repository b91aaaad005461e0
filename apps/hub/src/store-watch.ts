import {type Forwarder, oldestUnsentMs} from '@holdfast/forwarder';
import type {Ingest} from '@holdfast/ingest';
import {type Clock, type Log, type Service, Topic, Wakeup} from '@holdfast/std';
import {type StoreState, storeState, storeStatusOf, type UplinkGroup} from '@holdfast/uplink';

const EVERY_MS = 500;

/** Keeps the store's state up to date and tells every till when it changes. */
export class StoreWatch implements Service {
  readonly name = 'store-watch';
  readonly changed = new Topic<StoreState>();
  readonly #parts: {
    readonly forwarder: Forwarder;
    readonly uplinks: UplinkGroup;
    readonly ingest: Ingest;
    readonly clock: Clock;
    readonly log: Log;
  };
  #state: StoreState | undefined;
  #said = '';

  constructor(parts: {
    readonly forwarder: Forwarder;
    readonly uplinks: UplinkGroup;
    readonly ingest: Ingest;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal, ready: () => void): Promise<void> {
    const {forwarder, uplinks, clock} = this.#parts;
    const wakeup = new Wakeup();
    const leave = [
      forwarder.progressed.subscribe(() => wakeup.notify()),
      uplinks.events.subscribe(() => wakeup.notify()),
    ];
    this.look();
    ready();
    while (!signal.aborted) {
      await Promise.race([clock.sleep(EVERY_MS, signal), wakeup.wait(signal)]);
      this.look();
    }
    for (const each of leave) each();
  }

  /** The state as it is now; tells the tills what has changed since it last looked. */
  look(): StoreState {
    const {forwarder, uplinks, ingest, clock, log} = this.#parts;
    const progress = forwarder.progress();
    const wallMs = clock.wallMs();
    const view = {
      uplinks: uplinks.snapshots(),
      backlog: {
        entries: progress.backlogEntries,
        oldestMs: Math.round(oldestUnsentMs(progress, wallMs)),
      },
      forwarding: progress.state,
      monotonicMs: clock.monotonicMs(),
      wallMs,
    };
    const before = this.#state;
    const now = storeState(before, view);
    this.#state = now;
    const status = storeStatusOf(now, view);
    // The age grows by itself; a till needs to hear only of what it could not know.
    const saying = JSON.stringify({...status, backlog: status.backlog.entries});
    if (saying !== this.#said) {
      this.#said = saying;
      ingest.publishStatus(status);
    }
    if (before?.state !== now.state) {
      log.info('store.state', {
        was: before?.state ?? '',
        state: now.state,
        causes: now.causes.join(' '),
      });
      this.changed.publish(now);
    }
    return now;
  }
}
