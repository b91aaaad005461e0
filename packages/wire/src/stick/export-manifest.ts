import {type Bytes, ByteWriter, type Digest, fromBase64Url, utf8Encode} from '@holdfast/std';
import * as z from 'zod';
import {placeIdSchema} from '../entry/transaction-key.ts';
import {idBytes} from '../id-bytes.ts';
import {hubIdSchema, journalIdSchema, ledgerIdSchema} from '../ids.ts';
import {
  bytesSchema,
  publicKeySchema,
  sha256Schema,
  versionField,
  wallMsSchema,
} from '../lan/frame.ts';

const CONTEXT = utf8Encode('holdfast/content/1\0');

/** What a stretch of ledgers comes to. */
const exportSumsSchema = z
  .object({
    entries: z.int().min(0),
    /** Of tills; the rest the hub itself wrote down. */
    transactions: z.int().min(0),
    /** Of these, set aside with a reason, and in no sum. */
    quarantined: z.int().min(0),
    /** Grand amounts in minor units, by currency. */
    amountsMinor: z
      .record(z.string().regex(/^[A-Z]{3}$/), z.int())
      .describe('whole numbers by currency code'),
  })
  .readonly();
export type ExportSums = z.output<typeof exportSumsSchema>;

/** One ledger's stretch in an export, and the heads that close it on both sides. */
const exportedLedgerSchema = z
  .object({
    ledgerId: ledgerIdSchema,
    first: z.int().min(1),
    last: z.int().min(1),
    headBefore: sha256Schema,
    headAfter: sha256Schema,
  })
  .readonly();
export type ExportedLedger = z.output<typeof exportedLedgerSchema>;

/**
 * Hub → gateway, carried by hand: what this folder holds. It is written last, so that a folder
 * without one is no export, and it is a request like any other: the hub signs it, and head office
 * signs its answer over it.
 */
export const exportManifestSchema = z.object({
  ...versionField,
  type: z.literal('exportManifest'),
  exportedAtMs: wallMsSchema,
  retailStoreId: placeIdSchema,
  storeName: z.string().min(1).max(64).optional(),
  hubId: hubIdSchema,
  /** Signs segments and manifest; the hub's id is its hash. */
  hubPublicKey: publicKeySchema,
  /** Whom the hub believes: signs the answer and the held statements in it. */
  gatewayPublicKey: publicKeySchema,
  /** The key that the segments are sealed for. Absent: anybody can read them. */
  sealedFor: bytesSchema({min: 32, max: 32}).optional(),
  /** Oldest first; one that holds nothing new is left out. */
  ledgers: z.array(exportedLedgerSchema).max(256),
  /**
   * The keys of the journals in them. A journal's id is its key's hash, so nobody need be believed.
   */
  journals: z
    .array(z.object({journalId: journalIdSchema, publicKey: publicKeySchema}).readonly())
    .max(1024),
  sums: exportSumsSchema,
  /** SHA-256 over a context and each ledger's id, positions and heads: as {@link contentHashOf}. */
  contentSha256: sha256Schema,
});
export type ExportManifest = z.output<typeof exportManifestSchema>;

/**
 * What an export holds, in one number that both sides print: SHA-256 over `"holdfast/content/1\0"`
 * and, ledger by ledger, ledgerId 30 · first u64 · last u64 · headBefore 32 · headAfter 32. A head
 * covers every line before it, so the same number means the same entries, however they were cut
 * into files and whether they were sealed.
 */
export function contentHashOf(digest: Digest, ledgers: readonly ExportedLedger[]): Bytes {
  const writer = new ByteWriter(32 + ledgers.length * 110).raw(CONTEXT);
  for (const {ledgerId, first, last, headBefore, headAfter} of ledgers) {
    writer.raw(idBytes(ledgerId)).u64(first).u64(last);
    for (const head of [headBefore, headAfter]) writer.raw(fromBase64Url(head) ?? new Uint8Array());
  }
  return digest.sha256(writer.finish());
}
