import type {Met} from './outcome.ts';
import type {PacketRules} from './packet-rules.ts';
import type {Scene, Strike} from './scenario.ts';
import {soon} from './soon.ts';
import type {Line} from './store-network.ts';

/** A fault that is made of packet rules and nothing else. */
export function metBy(rules: readonly PacketRules[], what = 'packets dropped'): Strike {
  return {
    async end() {
      const met: Met[] = [];
      for (const each of rules) met.push({kind: 'counted', count: await each.lift(), what});
      return met;
    },
  };
}

export async function healthOf(line: Line, {store}: Scene): Promise<string> {
  return (await store.uplinkHealth())[line];
}

export function lineLeaves(line: Line, scene: Scene): Promise<void> {
  return soon(`${line} is not trusted`, async () => (await healthOf(line, scene)) !== 'healthy');
}

export function lineFails(line: Line, scene: Scene): Promise<void> {
  return soon(`${line} is down`, async () => (await healthOf(line, scene)) === 'down');
}

export function lineReturns(line: Line, scene: Scene): Promise<void> {
  return soon(`${line} is healthy`, async () => (await healthOf(line, scene)) === 'healthy');
}

/** How many entries of all tills head office has signed for. */
export async function heldIn({sellers}: Scene): Promise<number> {
  let sum = 0;
  for (const {till} of sellers) sum += (await till.custody()).held;
  return sum;
}

/** Head office signs for what is sold while the fault lasts. */
export function heldMeanwhile({sellers}: Scene): Promise<void> {
  return soon('head office holds sales made meanwhile', async () => {
    for (const seller of sellers) if ((await seller.held('during')) === 0) return false;
    return true;
  });
}

/** Every till sells so many more; whether anybody records them does not matter. */
export async function soldMeanwhile({sellers}: Scene, more: number): Promise<void> {
  for (const {till, sold} of sellers) {
    const enough = sold.length + more;
    await soon(`${till.workstationId} sells on`, async () => sold.length >= enough);
  }
}

/**
 * Every till sells so many more; answers how many of those head office has signed for. Told from
 * what was journaled before: statements for that may still be on their way to a till.
 */
export async function heldOfNext(scene: Scene, more: number): Promise<number> {
  const before: number[] = [];
  for (const {till} of scene.sellers) before.push((await till.custody()).journaled);
  await soldMeanwhile(scene, more);
  let sum = 0;
  for (const [at, {till}] of scene.sellers.entries()) {
    sum += Math.max(0, (await till.custody()).held - (before[at] ?? 0));
  }
  return sum;
}
