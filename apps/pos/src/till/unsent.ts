import {webClock} from '@holdfast/platform-web';
import type {SubmissionRecord, Terminal} from '@holdfast/terminal-sdk';

const SEND_NOW_MS = 5_000;
const SEND_NOW_LOOK_MS = 100;

/**
 * Has the hub looked for at once, and waits a few seconds for what comes of it. Answers how many of
 * what was unsent moved on.
 */
export async function sendNow(terminal: Terminal): Promise<number> {
  const before = terminal.progress;
  const through = before.journaled;
  terminal.hurry();
  const deadlineMs = webClock.monotonicMs() + SEND_NOW_MS;
  while (terminal.progress.held < through && webClock.monotonicMs() < deadlineMs) {
    await webClock.sleep(SEND_NOW_LOOK_MS);
  }
  const {recorded, held} = terminal.progress;
  const moved = (now: number, then: number) => Math.max(0, now - then);
  return Math.max(moved(recorded, before.recorded), moved(held, before.held));
}

/** What is not at head office: on the till itself, and of it in the hub. */
export interface UnsentCounts {
  readonly here: number;
  readonly inHub: number;
}

export function unsentCountsOf({progress}: Pick<Terminal, 'progress'>): UnsentCounts {
  const {journaled, recorded, held} = progress;
  const safe = Math.max(recorded, held);
  return {here: journaled - safe, inHub: safe - held};
}

/** Transactions that head office does not hold yet, newest first. */
export async function unsentOf(
  terminal: Pick<Terminal, 'progress' | 'list'>,
  entriesMax: number,
): Promise<readonly SubmissionRecord[]> {
  const {held, journaled} = terminal.progress;
  const afterSequenceNumber = Math.max(held, journaled - entriesMax);
  return (await terminal.list({afterSequenceNumber, entriesMax})).toReversed();
}
