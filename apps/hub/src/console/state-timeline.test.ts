import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Clock, silentLog, Topic} from '@holdfast/std';
import type {StoreState} from '@holdfast/uplink';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {StateTimeline, TIMELINE_LIMITS} from './state-timeline.ts';

let directory: string;
let nowMs: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  nowMs = Date.now();
});
afterEach(() => rmSync(directory, {recursive: true}));

/** One life of a hub: `live` sees it at work, and answers what is on record at its end. */
async function life(
  live: (hub: {
    readonly say: (state: StoreState['state'], causes?: readonly string[], unsent?: number) => void;
    readonly pass: (ms: number) => void;
  }) => void,
): Promise<StateTimeline['periods']> {
  const stop = new AbortController();
  const changed = new Topic<StoreState>();
  let state: StoreState = {state: 'online', sinceMs: nowMs, causes: []};
  let unsent = 0;
  const clock: Clock = {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    sleep: (_, signal) =>
      new Promise(resolve => signal?.addEventListener('abort', () => resolve(), {once: true})),
  };
  const timeline = new StateTimeline({
    file: join(directory, 'timeline.json'),
    watch: {changed, look: () => state},
    unsent: () => unsent,
    ...{clock, log: silentLog},
  });
  let running: Promise<void> | undefined;
  await new Promise<void>(resolve => {
    running = timeline.run(stop.signal, resolve);
  });
  live({
    say: (next, causes = [], waiting = 0) => {
      unsent = waiting;
      state = {state: next, sinceMs: state.state === next ? state.sinceMs : nowMs, causes};
      changed.publish(state);
    },
    pass: ms => {
      nowMs += ms;
    },
  });
  stop.abort();
  await running;
  return timeline.periods;
}

test('an outage is on record with its cause, its length and what piled up, also after a restart', async () => {
  await life(({say, pass}) => {
    pass(60_000);
    say('offline', ['uplink/all-down'], 1);
    pass(30_000);
    say('offline', ['uplink/all-down', 'ledger/behind'], 41);
    pass(30_000);
    say('online');
    pass(10_000);
  });
  const periods = await life(({pass}) => pass(5_000));
  expect(
    periods.map(({state, sinceMs, untilMs = 0, causes, unsentMax}) => [
      state,
      (untilMs - sinceMs) / 1_000,
      causes.join(),
      unsentMax,
    ]),
  ).toEqual([
    ['online', 60, '', 0],
    ['offline', 60, 'uplink/all-down,ledger/behind', 41],
    ['online', 15, '', 0],
  ]);
});

test('a time in which no hub ran is a period of its own', async () => {
  await life(({pass}) => pass(20_000));
  nowMs += 600_000;
  const periods = await life(({pass}) => pass(20_000));
  expect(periods.map(({state}) => state)).toEqual(['online', 'stopped', 'online']);
  const [, stopped] = periods;
  expect((stopped?.untilMs ?? 0) - (stopped?.sinceMs ?? 0)).toBe(600_000);
});

test('what a start was for a blink, before it knew its ways, is not on record', async () => {
  const short = TIMELINE_LIMITS.blipMs - 1;
  const periods = await life(({say, pass}) => {
    pass(short);
    say('degraded', ['uplink/metered']);
    pass(short);
    say('offline');
    pass(20_000);
  });
  expect(periods.map(({state}) => state)).toEqual(['degraded', 'offline']);
});

test('it keeps four hundred periods, and none that ended ninety days ago', async () => {
  const before = Array.from({length: TIMELINE_LIMITS.periodsMax}, (_, at) => {
    const [sinceMs, untilMs] = [nowMs + at * 10_000, nowMs + (at + 1) * 10_000];
    return {state: at % 2 === 0 ? 'offline' : 'online', sinceMs, untilMs, causes: [], unsentMax: 0};
  });
  nowMs += TIMELINE_LIMITS.periodsMax * 10_000;
  const text = JSON.stringify({v: 1, periods: before});
  writeFileSync(join(directory, 'timeline.json'), text);
  const periods = await life(({say, pass}) => {
    say('offline');
    pass(10_000);
    say('online');
    pass(10_000);
  });
  expect(periods).toHaveLength(TIMELINE_LIMITS.periodsMax);
  nowMs += TIMELINE_LIMITS.keepMs;
  const later = await life(({pass}) => pass(10_000));
  expect(later.map(({state}) => state)).toEqual(['stopped', 'online']);
});

test('a file that cannot be read costs the past, and nothing else', async () => {
  writeFileSync(join(directory, 'timeline.json'), '{"v":1,"periods":[{"state":"danced"}]}');
  expect(await life(({pass}) => pass(10_000))).toHaveLength(1);
});
