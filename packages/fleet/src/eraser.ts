import {type Bytes, equalBytes, isFault, Turns, Wakeup} from '@holdfast/std';
import type {JournalEntry} from '@holdfast/wire';
import type {ErasureRecord} from './erasure-record.ts';
import {FLEET_LIMITS} from './limits.ts';
import type {FleetPorts} from './ports.ts';
import {repackSegment, withoutPersonal} from './repack-segment.ts';
import type {SegmentShelf} from './segment-shelf.ts';

const SEGMENTS_AT_ONCE = 64;

/**
 * Takes personal data out of the segments that are stored already, once its erasure is durable:
 * every segment of the store is looked at, whichever hub brought it, wherever it lies. What comes
 * later is looked at in its commit. Killed anywhere, it begins again at the next start.
 */
export class Eraser {
  readonly #ports: FleetPorts;
  readonly #shelf: SegmentShelf;
  readonly #wakeup = new Wakeup();

  constructor(ports: FleetPorts, shelf: SegmentShelf) {
    this.#ports = ports;
    this.#shelf = shelf;
  }

  /** An erasure was committed: there may be something to do. */
  wake(): void {
    this.#wakeup.notify();
  }

  async run(signal: AbortSignal): Promise<void> {
    const {clock, log} = this.#ports;
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await this.#eraseNext(signal)));
        await this.#wakeup.wait(signal);
      } catch (error) {
        const passes = isFault(error, 'database/disk-full') || isFault(error, 'database/in-use');
        if (!passes) throw error;
        log.warn('personal.not-erased', {code: error.code});
        await clock.sleep(FLEET_LIMITS.eraseAgainMs, signal);
      }
    }
  }

  /** Answers whether there was something to do. */
  async #eraseNext(signal: AbortSignal): Promise<boolean> {
    const {store, log} = this.#ports;
    const pending = await store.erasuresPending(FLEET_LIMITS.erasuresAtOnceMax);
    const [first] = pending;
    if (!first) return false;
    const {retailStoreId} = first;
    const records = pending.filter(record => record.retailStoreId === retailStoreId);
    const named = new Map(records.map(record => [nameOf(record), record.personalSha256]));
    let segments = 0;
    for (let after = 0; ; ) {
      const page = await store.segmentsOfStore(retailStoreId, {after, limit: SEGMENTS_AT_ONCE});
      for (const segmentId of page) {
        if (signal.aborted) return false;
        if (await this.#eraseIn(segmentId, named)) segments += 1;
      }
      const last = page.at(-1);
      if (last === undefined) break;
      after = last;
    }
    await store.erasuresDone(records);
    log.info('personal.erased', {store: retailStoreId, entries: records.length, segments});
    return true;
  }

  async #eraseIn(segmentId: number, named: ReadonlyMap<string, Bytes>): Promise<boolean> {
    const {store, log, clock} = this.#ports;
    const tools = {...this.#ports, turns: new Turns(clock, FLEET_LIMITS.entriesPerTurnMax)};
    try {
      const found = await this.#shelf.readAnew(segmentId);
      const left = found && (await withoutPersonal(found.entries, entry => isNamed(named, entry)));
      if (!left) return false;
      const {bytes} = await repackSegment(tools, found.envelope, left);
      await store.rewriteSegment(segmentId, bytes);
      this.#shelf.drop(segmentId);
      return true;
    } catch (error) {
      if (!isFault(error, 'fleet/damaged')) throw error;
      log.error('personal.segment-unreadable', {segmentId});
      return false;
    }
  }
}

function isNamed(named: ReadonlyMap<string, Bytes>, {header}: JournalEntry): boolean {
  const commitment = named.get(nameOf(header));
  const own = header.personalSha256;
  return commitment !== undefined && own !== undefined && equalBytes(commitment, own);
}

function nameOf(place: Pick<ErasureRecord, 'journalId' | 'sequenceNumber'>): string {
  return `${place.journalId}/${place.sequenceNumber}`;
}
