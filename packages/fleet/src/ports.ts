import type {
  Bytes,
  Clock,
  Digest,
  Log,
  Random,
  SignatureVerifier,
  SigningKey,
  Turns,
} from '@holdfast/std';
import type {Compressor} from '@holdfast/wire';
import type {FleetStore} from './fleet-store.ts';

/** What it takes to read a segment. */
export interface SegmentTools {
  readonly digest: Digest;
  readonly compressors: readonly Compressor[];
  /** Others get their turn while a large segment is proved. */
  readonly turns?: Turns;
}

/** What head office needs of the world. */
export interface FleetPorts extends SegmentTools {
  readonly store: FleetStore;
  readonly verifier: SignatureVerifier;
  /** Signs held statements and answers; hubs and tills pin its public half. */
  readonly gatewayKey: SigningKey;
  /** 32 bytes that lie outside the store; enrolment codes are computed from it. */
  readonly enrolmentSecret: Bytes;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
