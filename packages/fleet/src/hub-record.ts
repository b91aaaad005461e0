import type {PublicKey} from '@holdfast/std';
import type {HubId} from '@holdfast/wire';

/** A hub that may speak for a store. */
export interface HubRecord {
  readonly hubId: HubId;
  readonly retailStoreId: string;
  readonly publicKey: PublicKey;
  readonly name: string;
  readonly enrolledAtMs: number;
}

/**
 * A one-time permission to enrol. The code itself is nowhere in the store: it is computed from this
 * id and a secret that lies outside, so a copy of the database enrols nobody.
 */
export interface EnrolmentRecord {
  /** Sixteen random bytes in base64url. */
  readonly enrolmentId: string;
  readonly retailStoreId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly usedBy: HubId | undefined;
}
