import {closeForASeason} from './close-for-a-season.ts';
import {letTillJoin} from './let-till-join.ts';
import {putTillBack, reimageTill} from './put-till-back.ts';
import {replaceHub} from './replace-hub.ts';
import {revokeTill} from './revoke-till.ts';
import type {Upheaval} from './storm.ts';
import type {World} from './world.ts';

/** What people do in the storm, once each, at some moment of it. Resolves when all is done. */
export async function liveThroughUpheavals(world: World): Promise<void> {
  const {storm, scheduler, history} = world;
  const random = world.chance('moments');
  const table: Readonly<Record<Upheaval, () => Promise<void>>> = {
    hubReplaced: () => replaceHub(world),
    tillRolledBack: () => putTillBack(world),
    tillReimaged: () => reimageTill(world),
    keyRevoked: () => revokeTill(world),
    tillJoins: () => letTillJoin(world),
    seasonPasses: () => closeForASeason(world),
  };
  await Promise.all(
    storm.upheavals.map(async upheaval => {
      await scheduler.sleep((storm.stormMs * random.below(900)) / 1_000);
      history.note('fault', upheaval);
      await table[upheaval]();
    }),
  );
}
