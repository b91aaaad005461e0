/** What a closed loop of lanes did: each sends the next only when the last was answered. */
export interface LoopResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

import {quantile} from './statistics.ts';

/** Runs every lane for so long; `step` sends one thing and resolves with its answer. */
export async function closedLoop(
  lanes: readonly (() => Promise<void>)[],
  {warmUpMs, forMs}: {readonly warmUpMs: number; readonly forMs: number},
): Promise<LoopResult> {
  const latencies: number[] = [];
  const startMs = performance.now();
  const countFromMs = startMs + warmUpMs;
  const endMs = countFromMs + forMs;
  await Promise.all(
    lanes.map(async step => {
      for (;;) {
        const sentMs = performance.now();
        if (sentMs >= endMs) return;
        await step();
        const doneMs = performance.now();
        if (sentMs >= countFromMs && doneMs <= endMs) latencies.push(doneMs - sentMs);
      }
    }),
  );
  return {
    perSecond: (latencies.length / forMs) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}
