import {isFault} from '@holdfast/std';
import type {TillNode} from './till-node.ts';
import type {World} from './world.ts';

/** So long somebody waits at a till before he makes another link. */
const PATIENCE_MS = 10_000;
const SALES_MAX = 6;

/** One more till is set up, paired and used, while things go on going wrong. */
export async function letTillJoin(world: World): Promise<void> {
  const {rare, storm} = world;
  const random = world.chance('joining');
  const till = world.addTill();
  till.machine.start();
  await pairInStorm(world, till);
  rare.reached('tillJoined');
  const {thinkMs} = storm;
  till.sell({count: 1 + random.below(SALES_MAX), thinkMs, recordedInTurn: false});
}

/** Shows a till one link after the other, until it has kept what a hub said of it. */
export async function pairInStorm(world: World, till: TillNode): Promise<void> {
  const {scheduler} = world;
  while (!till.pairing) {
    await scheduler.sleep(500);
    if (!till.terminal || !world.hub.serving) continue;
    const pairing = world.hub.openPairing().then(link => till.pair(link));
    await Promise.race([pairing.catch(passOver), scheduler.sleep(PATIENCE_MS)]);
  }
}

/** Whoever stands at the till tries again. */
function passOver(error: unknown): void {
  if (!isFault(error)) throw error;
}
