import {SeededRandom} from '@holdfast/std/testing';
import {layFiles, RebuiltDisk} from './rebuilt-disk.ts';
import {inspect} from './subject.ts';
import type {TraceEvent} from './trace.ts';
import {acksIn, type Trouble} from './trouble.ts';
import {inFolder, type Recording} from './work.ts';

/** What came of cutting the power again and again. */
export interface PowerCuts {
  readonly states: number;
  /** Of these, with at least one entry acknowledged in the recorded run. */
  readonly withAcks: number;
  readonly writes: number;
  readonly syncs: number;
  readonly troubles: readonly Trouble[];
}

/**
 * Cuts the power at so many moments of a recorded run, and opens what is left each time. Moments
 * and damage are drawn from the seed.
 */
export async function cutPower(
  recording: Recording,
  options: {
    readonly seed: number;
    readonly states: number;
    /** The control: as if the program had asked for no sync. It must lose something. */
    readonly ignoreSyncs?: boolean;
  },
): Promise<PowerCuts> {
  const {seed, states, ignoreSyncs = false} = options;
  const {events} = recording;
  const random = new SeededRandom(seed);
  const moments = momentsOf(random, {events: events.length, states});
  const disk = new RebuiltDisk({...recording, ignoreSyncs});
  const troubles: Trouble[] = [];
  const said: string[] = [];
  let withAcks = 0;
  for (const [at, event] of events.entries()) {
    for (let left = moments.get(at) ?? 0; left > 0; left -= 1) {
      const acks = new Map([...recording.acksBefore, ...acksIn(said)]);
      const yearsOff = random.below(41) - 20;
      const files = disk.cut(random);
      troubles.push(
        ...(await inFolder(async directory => {
          layFiles(directory, files);
          return await inspect(recording.subject, {directory, acks, yearsOff});
        })),
      );
      if (said.length > 0) withAcks += 1;
    }
    disk.apply(event);
    if (event.kind === 'say') said.push(event.text);
  }
  const count = (kind: TraceEvent['kind']) => events.filter(event => event.kind === kind).length;
  return {states, withAcks, writes: count('write'), syncs: count('sync'), troubles};
}

/** How often the power goes before which event. */
function momentsOf(
  random: SeededRandom,
  {events, states}: {readonly events: number; readonly states: number},
): ReadonlyMap<number, number> {
  const moments = new Map<number, number>();
  for (let state = 0; state < states; state += 1) {
    const at = random.below(events);
    moments.set(at, (moments.get(at) ?? 0) + 1);
  }
  return moments;
}
