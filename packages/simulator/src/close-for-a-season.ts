import {takeImage} from './disk-image.ts';
import {restOf} from './put-till-back.ts';
import type {World} from './world.ts';

const SEASON_MS = 120 * 24 * 60 * 60_000;
const LOOK_EVERY_MS = 150;

/**
 * The store closes for a season, with all it sold at head office, and is switched on again: what
 * is older than the retention of tills and hub may go. Whoever puts something back after that has
 * no copy from before it.
 */
export async function closeForASeason(world: World): Promise<void> {
  const {scheduler, rare, tills, hubs, gateway, backups} = world;
  const isQuiet = () =>
    gateway.ready && world.hub.done && tills.every(till => till.isAtRest || !till.pairing);
  while (!isQuiet()) await scheduler.sleep(LOOK_EVERY_MS);
  for (const {machine} of [gateway, ...hubs, ...tills]) machine.clock.wallStartMs += SEASON_MS;
  backups.hub = undefined;
  backups.gateway = takeImage(gateway.machine.directory);
  for (const {machine} of [...hubs, ...tills]) machine.crash('exit');
  rare.reached('seasonPassed');
  // A till deletes when it starts, by what head office has said since.
  await Promise.all(
    [...tills].map(async till => {
      till.sell({count: 1, thinkMs: 1_000, recordedInTurn: false});
      await scheduler.sleep(10_000);
      if (!till.pairing) return;
      await restOf(world, till);
      till.machine.crash('exit');
    }),
  );
}
