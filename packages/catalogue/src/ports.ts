import * as z from 'zod';

/** A document of the store, as it lies on the hub's disk. */
export const storedDocumentSchema = z
  .object({version: z.int().min(1), changedAtMs: z.int().min(0), text: z.string()})
  .readonly();
export type StoredDocument = z.output<typeof storedDocumentSchema>;

/** Where the hub keeps the store's documents. */
export interface DocumentDisk {
  /** `undefined` for one that was never written. */
  read(name: string): StoredDocument | undefined;
  /** Replaces it durably: after a power cut it is the old one or the new one. */
  write(name: string, document: StoredDocument): void;
}
