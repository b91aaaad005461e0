import type {LedgerEntry} from '@holdfast/wire';
import type {HubStatus} from './hub-status.ts';

/** What the loopback door may ask of a running hub. */
export interface HubControl {
  status(): HubStatus;
  /** Opens a pairing window for one terminal; the link carries its token. */
  openPairing(): {readonly link: string; readonly windowMs: number};
  /** `false` for an uplink that is not configured. */
  steerUplink(uplink: {readonly name: string; readonly wish: UplinkWish}): boolean;
  /** Probes one uplink now, or all; resolves when each has answered or not. */
  testUplinks(name: string | undefined): Promise<HubStatus['uplinks']>;
  /** Durable entries after a position, oldest first. */
  readLedger(after: number, entriesMax: number): Promise<readonly LedgerEntry[]>;
  findEntry(place: {
    readonly workstationId: string;
    readonly sequenceNumber: number;
    readonly journalMark: string;
  }): Promise<LedgerEntry | undefined>;
}

export const UPLINK_WISHES = ['prefer', 'pause', 'resume'] as const;
export type UplinkWish = (typeof UPLINK_WISHES)[number];
