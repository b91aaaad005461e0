import type {StoreBook} from '@holdfast/catalogue';
import type {BusinessDayDate} from '@holdfast/domain';
import type {LedgerStretch} from '@holdfast/ledger';
import type {DataKeyUse} from '@holdfast/ledger-libsql';
import type {Bytes} from '@holdfast/std';
import type {NamedJournal, TakenAnswer} from './carried.ts';
import type {DayTotals} from './day-totals.ts';
import type {FoundReceipt} from './find-receipt.ts';
import type {HubIdentity} from './hub-identity.ts';
import type {HubStatus, UplinkTest} from './hub-status.ts';
import type {LedgerSummary} from './ledger-summary.ts';
import type {PairingControl} from './pairing-control.ts';
import type {PersonalControl} from './personal/personal-control.ts';
import type {HubPrinting} from './printing/hub-printing.ts';
import type {RecoverySheet} from './recovery-desk.ts';
import type {HubStandby} from './standby/hub-standby.ts';
import type {TillsControl} from './tills-control.ts';

export interface DataKeysControl {
  /** Oldest first. */
  list(): Promise<readonly DataKeyUse[]>;
  /** Seals what is recorded from now on under a new key. */
  rotate(): Promise<void>;
}

/** What the loopback door may ask of a running hub. */
export interface HubControl {
  status(): HubStatus;
  identity(): HubIdentity;
  /** Opens windows for tills, and hears the manager's word. */
  readonly pairing: PairingControl;
  /** Names tills, and takes them out of the store. */
  readonly tills: TillsControl;
  /** Shows customers’ personal data, and erases it. */
  readonly personal: Pick<PersonalControl, 'list' | 'erase'>;
  /** What the store is and sells. */
  readonly store: StoreBook;
  /** Its receipt printers, and what waits for them. */
  readonly printing: HubPrinting;
  /** The keys that the ledgers are sealed under. */
  readonly dataKeys: DataKeysControl;
  /** The machine that mirrors this hub. */
  readonly standby: Pick<HubStandby, 'status' | 'openLink' | 'dismiss'>;
  /** Draws the digits by which somebody signs in at the console without a PIN. */
  drawConsoleCode(): {readonly code: string; readonly validMs: number};
  /** Draws a new recovery sheet; its words are told this once. */
  printRecoverySheet(): Promise<RecoverySheet>;
  /** Throws `recovery/words-wrong` or `recovery/no-sheet`. */
  confirmRecoverySheet(words: string): Promise<void>;
  /** `false` for an uplink that is not configured. */
  steerUplink(uplink: {readonly name: string; readonly wish: UplinkWish}): Promise<boolean>;
  /** Probes one uplink now, or all that are not paused; resolves when each has answered or not. */
  testUplinks(name: string | undefined): Promise<readonly UplinkTest[]>;
  /** Durable entries of the current ledger after a position, oldest first. */
  readLedger(after: number, entriesMax: number): Promise<LedgerStretch>;
  /** Every recorded transaction on whose paper this number stands; nearly always one. */
  findReceipt(printed: {
    readonly workstationId: string;
    readonly sequenceNumber: number;
    readonly journalMark: string;
  }): Promise<readonly FoundReceipt[]>;
  /** What each till sold on a business day; what is quarantined or training is left out. */
  dayTotals(day: {readonly businessDayDate: BusinessDayDate}): Promise<DayTotals>;
  /** Every ledger on this hub's disk, oldest first; the last one is the one it writes. */
  ledgers(): readonly LedgerSummary[];
  /** The signed segment that begins after a position; `undefined` where there is no such entry. */
  segment(wanted: {
    readonly ledgerId: string;
    readonly after: number;
    readonly upTo: number;
  }): Promise<Bytes | undefined>;
  /** The keys of every journal in them: tills', and the hub's own. */
  journals(): Promise<readonly NamedJournal[]>;
  /**
   * Takes what head office wrote on a stick. Throws `stick/damaged`, `gateway/untrusted`, and
   * `stick/not-for-us` for an answer of a head office that was restored since.
   */
  takeAnswer(file: Bytes): Promise<TakenAnswer>;
}

export const UPLINK_WISHES = ['prefer', 'pause', 'resume'] as const;
export type UplinkWish = (typeof UPLINK_WISHES)[number];
