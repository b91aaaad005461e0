import {readlinkSync} from 'node:fs';
import {setPriority} from 'node:os';

/** As far below the rest of the process as `nice` puts a program by default. */
const NICE = 10;

/**
 * Lets the other threads of this process go first, from now on: on a busy machine the index lags
 * before an ack does. Linux keeps a priority for each thread; elsewhere nothing changes.
 */
export function giveWay(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, NICE);
  } catch {
    // Without it the index only competes, as it does on any other system.
  }
}
