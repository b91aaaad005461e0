import type {HubId} from '@holdfast/wire';
import type {Quarantine} from './ports.ts';

/**
 * On whose disk a transaction is durable *now*: this terminal's, the hub's, its standby's, head
 * office's. A hub that is given up takes its `recorded` with it, and its `mirrored`.
 */
export type Custody =
  | {readonly kind: 'journaled'}
  | {
      readonly kind: 'recorded';
      readonly hubId: HubId;
      /** Recorded, and set aside for a person to decide. */
      readonly quarantine?: Quarantine;
    }
  | {
      readonly kind: 'mirrored';
      readonly hubId: HubId;
      /** On whose disk it is besides the hub's. */
      readonly standbyId: HubId;
      readonly quarantine?: Quarantine;
    }
  | {readonly kind: 'held'; readonly quarantine?: Quarantine};

/** What became of one or more transactions, told once, in the order in which it was learned. */
export type CustodyEvent =
  | {
      /**
       * `fellBack`: a hub was given up or lost its disk, or head office was restored from a backup;
       * custody is less than was told, and every one of them is asked for again.
       */
      readonly kind: 'journaled' | 'recorded' | 'mirrored' | 'held' | 'fellBack';
      readonly firstSequenceNumber: number;
      readonly lastSequenceNumber: number;
    }
  | ({readonly kind: 'quarantined'} & Quarantine)
  /** The hub took nothing. The entry stays journaled and is offered again. */
  | ({readonly kind: 'refused'} & Quarantine);
