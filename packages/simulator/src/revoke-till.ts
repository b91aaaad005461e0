import {isFault} from '@holdfast/std';
import type {World} from './world.ts';

const PATIENCE_MS = 5_000;

/** A manager takes a till out of the store: somebody carries it away, and it goes on selling. */
export async function revokeTill(world: World): Promise<void> {
  const {scheduler, rare, tills} = world;
  const random = world.chance('revoked');
  const till = tills[random.below(tills.length)];
  if (!till || tills.length < 2) return;
  while (!till.pairing) await scheduler.sleep(100);
  const {journalId} = till.pairing;
  const isClosed = () => world.hub.serving?.roster.journal(journalId)?.closed === 'revoked';
  while (!isClosed()) {
    const {serving} = world.hub;
    const revoking = serving?.rosterBook.revoke(journalId).catch(passOver);
    await Promise.race([revoking ?? Promise.resolve(), scheduler.sleep(PATIENCE_MS)]);
    if (!isClosed()) await scheduler.sleep(200);
  }
  till.stolenJournal = journalId;
  rare.reached('keyRevoked');
}

/** A hub that could not write it down is asked again. */
function passOver(error: unknown): void {
  if (!isFault(error)) throw error;
}
