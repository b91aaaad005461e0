export {assert, Defect, unreachable} from './assert.ts';
export {Backoff, type BackoffLimits} from './backoff.ts';
export {BoundedQueue} from './bounded-queue.ts';
export {ByteReader} from './byte-reader.ts';
export {ByteWriter} from './byte-writer.ts';
export {
  type Bytes,
  concatBytes,
  equalBytes,
  fromBase32,
  fromBase64Url,
  fromHex,
  toBase32,
  toBase64Url,
  toHex,
  utf8Decode,
  utf8Encode,
} from './bytes.ts';
export type {Clock} from './clock.ts';
export {
  type Digest,
  type PublicKey,
  type Sealer,
  SHA256_BYTES,
  SIGNATURE_BYTES,
  type SignatureAlgorithm,
  type SignatureVerifier,
  type SigningKey,
  type UnsealingKey,
} from './crypto.ts';
export {FairRoom} from './fair-room.ts';
export {FAULTS, Fault, type FaultCode, type FaultFields, isFault} from './faults.ts';
export {type Log, type LogFields, silentLog} from './log.ts';
export {formatIssue, issue, type Parsed, type ParseIssue, parsed} from './parsed.ts';
export {fraction, type Random} from './random.ts';
export {aborted, type Service, supervise} from './service.ts';
export {Topic} from './topic.ts';
export {Turns} from './turns.ts';
export {Wakeup} from './wakeup.ts';
