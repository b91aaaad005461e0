import type {Forwarder} from '@holdfast/forwarder';
import type {Ledgers} from '@holdfast/ledger';
import type {PublicKey} from '@holdfast/std';
import type {SeededRandom} from '@holdfast/std/testing';
import type {ForwardEntriesAnswer, GatewayIncarnation, HubId, JournalId} from '@holdfast/wire';
import type {HeldWord} from './held-watch.ts';
import type {History} from './history.ts';
import type {LedgerWatch} from './ledgers-on-disk.ts';
import type {RarePaths} from './rare-paths.ts';
import type {Scheduler} from './scheduler.ts';
import type {SimLan} from './sim-lan.ts';
import type {Door, SimLine} from './sim-way.ts';
import type {Storm} from './storm.ts';
import type {Trouble} from './trouble.ts';

/** Which hub opens its ledgers. */
export interface OpeningHub {
  readonly hubId: HubId;
  readonly machine: {readonly name: string};
}

/** What a machine and its program know of the world they stand in. */
export interface Stage {
  readonly seed: number;
  /** A real directory: every machine's disk lies below it. */
  readonly root: string;
  readonly retailStoreId: string;
  readonly storm: Storm;
  readonly scheduler: Scheduler;
  readonly history: History;
  readonly rare: RarePaths;
  readonly lan: SimLan;
  readonly lines: readonly SimLine[];
  readonly headOffice: {
    readonly publicKey: PublicKey;
    readonly answer: Door;
    /** Of the gateway that runs now, or ran last. */
    readonly incarnation: () => GatewayIncarnation | undefined;
    /** The one that took the store's first hub in. */
    readonly enrolledBy: () => GatewayIncarnation;
  };
  /** Whether things still go wrong. */
  readonly stormy: boolean;
  /** Chance for one purpose, so that drawing for one thing does not shift another. */
  chance(purpose: string): SeededRandom;
  found(trouble: Trouble): void;
  foundDefect(at: string, error: unknown): void;
  died(machine: string): void;
  gatewayRestored(): void;
  /** A till has deleted its entries up to here. */
  tillPruned(upTo: {readonly journalId: JournalId; readonly sequenceNumber: number}): void;
  /** Head office has signed for a journal up to here. */
  headOfficeSigned(upTo: {readonly journalId: JournalId; readonly sequenceNumber: number}): void;
  segmentAnswered(answer: ForwardEntriesAnswer): void;
  /** Head office said how far it holds a ledger. */
  headOfficeSaid(word: HeldWord): void;
  ledgerWatch(hub: OpeningHub, forwarderOf: () => Forwarder | undefined): LedgerWatch;
  hubOpened(hub: OpeningHub, ledgers: Ledgers): void;
}
