import type {SeededRandom} from '@holdfast/std/testing';
import {pairInStorm} from './let-till-join.ts';
import type {TillNode} from './till-node.ts';
import type {World} from './world.ts';

const LOOK_EVERY_MS = 150;
const SALES_MAX = 4;

/**
 * A till's disk is put back to an older copy. What it sold since is at head office by then: nobody
 * else has what a disk forgets before it was sent. At times it sells on before it meets its hub.
 */
export async function putTillBack(world: World): Promise<void> {
  const {scheduler, rare} = world;
  const random = world.chance('put back');
  const till = someTill(world, random);
  await restOf(world, till);
  const before = till.copyDisk();
  till.sell({count: 1 + random.below(SALES_MAX), thinkMs: 1_000, recordedInTurn: false});
  await scheduler.sleep(random.below(8_000));
  while (!till.isAtRest || till.sales.length === before.sales) {
    await scheduler.sleep(LOOK_EVERY_MS);
  }
  world.mayRestoreGateway = false;
  const cutOff = random.chance(60);
  if (cutOff) cutOffFor(world, {till, durationMs: random.below(20_000)});
  till.putBack(before);
  rare.reached('tillPutBack');
  const count = 1 + random.below(SALES_MAX);
  till.sell({count, thinkMs: cutOff ? 400 : 2_000, recordedInTurn: false});
}

/** A till is set up anew on a blank disk, under its old name; its former disk stays as it was. */
export async function reimageTill(world: World): Promise<void> {
  const {scheduler, rare} = world;
  const random = world.chance('re-imaged');
  const till = someTill(world, random);
  await restOf(world, till);
  world.mayRestoreGateway = false;
  till.reimage();
  rare.reached('tillReimaged');
  await scheduler.sleep(1_000);
  await pairInStorm(world, till);
  till.sell({count: 1 + random.below(SALES_MAX), thinkMs: 1_000, recordedInTurn: false});
}

function someTill({tills}: World, random: SeededRandom): TillNode {
  const till = tills[random.below(tills.length)];
  if (!till) throw new RangeError('a store has a till');
  return till;
}

/** Head office has all that it sold. */
export async function restOf({scheduler}: World, till: TillNode): Promise<void> {
  while (!till.isAtRest) await scheduler.sleep(LOOK_EVERY_MS);
}

function cutOffFor(
  {lan, scheduler}: World,
  {till, durationMs}: {readonly till: TillNode; readonly durationMs: number},
): void {
  const {up, down} = lan.cable(till.name);
  for (const path of [up, down]) path.blocked = true;
  scheduler.after(durationMs, () => {
    for (const path of [up, down]) path.blocked = false;
  });
}
