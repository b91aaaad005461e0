import type {Chance} from './chance.ts';
import {flipAtHub, flipAtTill, putBack} from './damage-files.ts';
import {clockOff, killAtRandom} from './kill-at-random.ts';
import {slowDisk, strikeEveryCall} from './strike-hub-calls.ts';
import type {WholeStore} from './whole-store.ts';

/** One kind of misfortune that befalls whole programs. */
export interface Misfortune {
  readonly fault: string;
  readonly tills: number;
  /** Whether files are damaged: then the damage may be named, and a new ledger be opened. */
  readonly damages: boolean;
  /** Resolves with how often it struck. */
  strike(store: WholeStore, chance: Chance): Promise<number>;
}

export const MISFORTUNES: readonly Misfortune[] = [
  {
    ...{fault: 'hub killed at a durable call', tills: 1, damages: false},
    strike: (store, chance) => strikeEveryCall(store, {...chance, strike: 'kill'}),
  },
  {
    ...{fault: 'hub whose writes and syncs fail from some call on', tills: 1, damages: false},
    strike: (store, chance) => strikeEveryCall(store, {...chance, strike: 'EIO from then on'}),
  },
  {
    ...{fault: 'hub whose disk is full from some call on', tills: 1, damages: false},
    strike: (store, chance) => strikeEveryCall(store, {...chance, strike: 'ENOSPC from then on'}),
  },
  {
    ...{fault: 'hub, gateway or till killed at random under load', tills: 3, damages: false},
    strike: killAtRandom,
  },
  {fault: 'hub on a slow disk', tills: 2, damages: false, strike: slowDisk},
  {fault: 'hub whose clock is years off', tills: 2, damages: false, strike: clockOff},
  {fault: 'ledger put back to an older copy', tills: 2, damages: true, strike: putBack},
  {
    ...{fault: 'bit flipped in database, log or anchor of the hub', tills: 2, damages: true},
    strike: flipAtHub,
  },
  {
    ...{fault: 'bit flipped in the journal of a till', tills: 2, damages: true},
    strike: flipAtTill,
  },
];
