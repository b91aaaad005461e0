import {describe} from 'vitest';
import {enrollingAcceptance} from './acceptance/enrolling.ts';
import {erasingAcceptance} from './acceptance/erasing.ts';
import type {FleetWorld} from './acceptance/fleet-world.ts';
import {journalsAcceptance} from './acceptance/journals.ts';
import {ledgersAcceptance} from './acceptance/ledgers.ts';
import {readingAcceptance} from './acceptance/reading.ts';

export type {FleetWorld} from './acceptance/fleet-world.ts';

/** What head office promises, whatever its store is made of. Called once by each store. */
export function fleetAcceptance(name: string, world: FleetWorld): void {
  describe(name, () => {
    ledgersAcceptance(world);
    journalsAcceptance(world);
    readingAcceptance(world);
    enrollingAcceptance(world);
    erasingAcceptance(world);
  });
}
