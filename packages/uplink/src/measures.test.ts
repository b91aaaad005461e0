import {calendarDate, dayNumber} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {UPLINK_LIMITS} from './limits.ts';
import {budgetMonthStart, MonthBudget} from './month-budget.ts';
import {RoundTrips} from './round-trips.ts';
import {Throughput} from './throughput.ts';

test('the first round trip sets the deadline as RFC 6298 §2.2 says', () => {
  const trips = new RoundTrips();
  expect(trips.lateAfterMs).toBe(UPLINK_LIMITS.lateFirstMs);
  trips.add(100);
  expect(trips.smoothedMs).toBe(100);
  expect(trips.lateAfterMs).toBe(100 + 4 * 50);
});

test('the second moves it as RFC 6298 §2.3 says', () => {
  const trips = new RoundTrips();
  trips.add(100);
  trips.add(180);
  expect(trips.smoothedMs).toBe(0.875 * 100 + 0.125 * 180);
  expect(trips.lateAfterMs).toBe(110 + 4 * (0.75 * 50 + 0.25 * 80));
});

test('a steady way gets a tight deadline, never below the floor, and a wild one never above the ceiling', () => {
  const [steady, wild] = [new RoundTrips(), new RoundTrips()];
  for (let sample = 0; sample < 100; sample++) {
    steady.add(5);
    wild.add(sample % 2 === 0 ? 10 : 4_000);
  }
  expect(steady.lateAfterMs).toBe(UPLINK_LIMITS.lateFloorMs);
  expect(wild.lateAfterMs).toBe(UPLINK_LIMITS.lateCeilingMs);
});

test('95 in 100 of the last exchanges were as fast as the p95', () => {
  const trips = new RoundTrips();
  expect(trips.p95Ms).toBeUndefined();
  for (let sample = 1; sample <= 200; sample++) trips.add(sample);
  expect(trips.p95Ms).toBe(136 + 61);
});

test('throughput is what the way carries, however much of it is under way at once', () => {
  const throughput = new Throughput();
  for (let atMs = 0; atMs < 40_000; atMs += 1_000) {
    throughput.started(100_000, atMs);
    throughput.started(100_000, atMs);
    throughput.ended(100_000, atMs + 500, true);
    throughput.ended(100_000, atMs + 1_000, true);
  }
  expect(throughput.bytesPerMs).toBeCloseTo(200, 0);
  throughput.started(100_000, 40_000);
  expect(throughput.expectedMs(100_000)).toBeCloseTo(1_000, -1);
});

test('what was not carried does not count as throughput', () => {
  const throughput = new Throughput();
  throughput.started(1e9, 0);
  throughput.ended(1e9, 1, false);
  expect(throughput.bytesPerMs).toBe(UPLINK_LIMITS.throughputFirstBytesPerMs);
  expect([throughput.inFlight, throughput.inFlightBytes]).toEqual([0, 0]);
});

const DAY_MS = 86_400_000;
const wallOf = ([year, month, day]: readonly [number, number, number]) =>
  dayNumber({year, month, day}) * DAY_MS + 3_600_000;

test.each([
  {today: [2026, 3, 15], resetDay: 1, start: [2026, 3, 1]},
  {today: [2026, 3, 15], resetDay: 15, start: [2026, 3, 15]},
  {today: [2026, 3, 14], resetDay: 15, start: [2026, 2, 15]},
  {today: [2026, 1, 3], resetDay: 28, start: [2025, 12, 28]},
] as const)('on $today the month that starts on day $resetDay started on $start', spec => {
  const [year, month, day] = spec.start;
  const startDay = budgetMonthStart(wallOf(spec.today), spec.resetDay);
  expect(calendarDate(startDay)).toEqual({year, month, day});
});

test('a budget starts again with its month, and not when the clock jumps back', () => {
  const contract = {budgetBytes: 1_000, resetDay: 10};
  const budget = new MonthBudget(contract, {periodStartDay: 0, usedBytes: 0});
  budget.spend(600, wallOf([2026, 3, 12]));
  budget.spend(600, wallOf([2026, 2, 12]));
  expect([budget.usedBytes, budget.leftBytes, budget.usedShare]).toEqual([1_200, 0, 1.2]);
  budget.spend(100, wallOf([2026, 4, 10]));
  expect([budget.usedBytes, budget.leftBytes]).toEqual([100, 900]);
});

test('without a budget nothing is ever used up', () => {
  const contract = {budgetBytes: undefined, resetDay: undefined};
  const budget = new MonthBudget(contract, {periodStartDay: 0, usedBytes: 0});
  budget.spend(1e12, wallOf([2026, 3, 12]));
  expect([budget.leftBytes, budget.usedShare]).toEqual([Number.POSITIVE_INFINITY, 0]);
});

test('a fast way takes several pieces of a backlog at once, a slow one no more than it carries in a second', () => {
  const carried = (bytesPerMs: number) => {
    const throughput = new Throughput();
    for (let second = 0; second < 20; second += 1) {
      throughput.started(bytesPerMs * 1_000, second * 1_000);
      throughput.ended(bytesPerMs * 1_000, second * 1_000 + 1_000, true);
    }
    let pieces = 0;
    while (throughput.hasRoom) {
      throughput.started(100_000, 60_000);
      pieces += 1;
    }
    return pieces;
  };
  expect(carried(2_500)).toBe(4);
  expect(carried(150)).toBe(2);
  expect(carried(30)).toBe(1);
});
