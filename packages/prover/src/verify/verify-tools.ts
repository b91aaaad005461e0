import type {Octets} from './bytes.ts';
import type {Unpack} from './segment-bytes.ts';

export interface VerifierKey {
  readonly algorithm: 'ed25519' | 'p256';
  readonly bytes: Octets;
}

/** What the verifier needs of the place it runs in: Node, or a page. */
export interface VerifyTools {
  /** Ed25519 (RFC 8032), or P-256 over SHA-256 as r‖s. `false` for a key of the wrong form too. */
  verify(claim: {
    readonly key: VerifierKey;
    readonly message: Uint8Array;
    readonly signature: Uint8Array;
  }): Promise<boolean>;
  readonly unpack: Unpack;
}

/**
 * What kind of thing does not hold. file: bytes are not what they should be. missing: something is
 * not there. signature, chain, statement, total: as named. fork: one place in a journal stands here
 * with two histories.
 */
export type BreakKind =
  | 'file'
  | 'missing'
  | 'signature'
  | 'chain'
  | 'fork'
  | 'statement'
  | 'total'
  | 'foreign';

/** The first thing that does not hold, and where. */
export interface Break {
  readonly kind: BreakKind;
  readonly file?: string;
  readonly position?: number;
  /** `017/W01/K7Q…/18`, where its bytes could be read. */
  readonly entry?: string;
  readonly reason: string;
}

/** Thrown at the first thing that does not hold; whoever reads on from it would believe a lie. */
export class Broken extends Error {
  readonly found: Break;

  constructor(found: Break) {
    super(found.reason);
    this.found = found;
  }
}

/** What entries come to. */
export interface Counted {
  readonly entries: number;
  readonly transactions: number;
  readonly quarantined: number;
  readonly amountsMinor: Readonly<Record<string, number>>;
}
