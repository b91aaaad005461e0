import {type Clock, type Random, toBase32} from '@holdfast/std';
import type {PairingNoted} from '@holdfast/wire';

/** Writes an entry about a pairing window into the hub's journal; resolves once it is durable. */
export type NotePairing = (noted: PairingNoted) => Promise<void>;

const WINDOW_ID_BYTES = 10;

/** The name of a window in the journal and at the loopback door. No secret. */
export function drawWindowId(random: Random): string {
  return toBase32(random.bytes(WINDOW_ID_BYTES));
}

/** Notes what happens at one window. */
export function windowDiary(
  tools: {readonly clock: Clock; readonly note: NotePairing},
  window: Pick<PairingNoted, 'windowId' | 'by'>,
): (event: PairingNoted['event']) => Promise<void> {
  const {clock, note} = tools;
  const {windowId, by} = window;
  return event => note({v: 1, windowId, by, notedAtMs: clock.wallMs(), event});
}
