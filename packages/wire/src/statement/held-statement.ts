import {
  ByteReader,
  type Bytes,
  ByteWriter,
  concatBytes,
  SHA256_BYTES,
  SIGNATURE_BYTES,
  utf8Encode,
} from '@holdfast/std';
import {
  GATEWAY_INCARNATION_BYTES,
  gatewayIncarnationFromBytes,
  idBytes,
  JOURNAL_ID_BYTES,
  journalIdFromBytes,
} from '../id-bytes.ts';
import type {GatewayIncarnation, JournalId} from '../ids.ts';

const MAGIC = 'HFH1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const CONTEXT = utf8Encode('holdfast/held/1\0');

/**
 * The gateway's word, per journal: *every entry 1…sequenceNumber is durable here and ends in
 * entryHash*. It is the only thing that lets a terminal or a hub delete an entry.
 *
 * Bytes, version 1: `"HFH1"` · retailStoreId (u8 length, UTF-8) · workstationId (u8 length, UTF-8)
 * · journalId 10 · sequenceNumber u64 · entryHash 32 · gatewayIncarnation 10 · issuedAtMs u64 ·
 * signature 64. The signature is the gateway key's, over `"holdfast/held/1\0"` and all bytes before
 * it.
 */
export interface HeldStatement {
  readonly retailStoreId: string;
  readonly workstationId: string;
  readonly journalId: JournalId;
  readonly sequenceNumber: number;
  readonly entryHash: Bytes;
  readonly gatewayIncarnation: GatewayIncarnation;
  /** The gateway's clock, milliseconds since 1970. */
  readonly issuedAtMs: number;
}

export interface SignedHeldStatement extends HeldStatement {
  readonly signature: Bytes;
}

function statementBytes(statement: HeldStatement): Bytes {
  return new ByteWriter(160)
    .raw(MAGIC_BYTES)
    .text8(statement.retailStoreId)
    .text8(statement.workstationId)
    .raw(idBytes(statement.journalId))
    .u64(statement.sequenceNumber)
    .raw(statement.entryHash)
    .raw(idBytes(statement.gatewayIncarnation))
    .u64(statement.issuedAtMs)
    .finish();
}

export function heldStatementSigningMessage(statement: HeldStatement): Bytes {
  return concatBytes(CONTEXT, statementBytes(statement));
}

export function encodeHeldStatement(statement: SignedHeldStatement): Bytes {
  return concatBytes(statementBytes(statement), statement.signature);
}

/** Refuses (`wire/malformed`) all but the one canonical encoding. Does not check the signature. */
export function decodeHeldStatement(bytes: Uint8Array): SignedHeldStatement {
  const reader = new ByteReader(bytes, 'held statement');
  reader.magic(MAGIC);
  const statement = {
    retailStoreId: reader.text8(),
    workstationId: reader.text8(),
    journalId: journalIdFromBytes(reader.raw(JOURNAL_ID_BYTES)),
    sequenceNumber: reader.u64(),
    entryHash: reader.raw(SHA256_BYTES),
    gatewayIncarnation: gatewayIncarnationFromBytes(reader.raw(GATEWAY_INCARNATION_BYTES)),
    issuedAtMs: reader.u64(),
    signature: reader.raw(SIGNATURE_BYTES),
  };
  reader.end();
  return statement;
}
