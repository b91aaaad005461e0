import {quantile} from './statistics.ts';

/** How long a yardstick runs, and how long before it counts. */
export interface Pace {
  readonly warmUpMs: number;
  readonly forMs: number;
}

/** What a closed loop of lanes did: each sends the next only when the last was answered. */
export interface LoopResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Runs every lane for so long; `step` sends one thing and resolves with its answer. Rejects with
 * the first lane's failure, once all have ended.
 */
export async function closedLoop(
  lanes: readonly (() => Promise<void>)[],
  {warmUpMs, forMs}: Pace,
): Promise<LoopResult> {
  const latencies: number[] = [];
  const countFromMs = performance.now() + warmUpMs;
  const endMs = countFromMs + forMs;
  const ended = await Promise.allSettled(
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
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  return loopResult(latencies, forMs);
}

export function loopResult(latencies: readonly number[], forMs: number): LoopResult {
  return {
    perSecond: (latencies.length / forMs) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}
