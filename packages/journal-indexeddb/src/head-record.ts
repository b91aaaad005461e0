import {equalBytes} from '@holdfast/std';
import type {JournalTail} from '@holdfast/terminal-sdk';
import {GENESIS_HASH} from '@holdfast/wire';
import * as z from 'zod';
import {answer, SINGLES} from './database.ts';
import {bytesField, corrupt} from './entry-record.ts';

const headSchema = z
  .object({
    v: z.literal(1),
    /** The last entry. */
    sequenceNumber: z.int().min(0),
    entryHash: bytesField,
    /** The first entry that is still here. */
    firstSequenceNumber: z.int().min(1),
    /** What the entries here count against the cap. */
    keptBytes: z.int().min(0),
  })
  .readonly();

/** Where the journal begins and ends: rewritten in every transaction that adds or deletes. */
export type Head = z.output<typeof headSchema>;

export const BLANK_HEAD: Head = {
  v: 1,
  sequenceNumber: 0,
  entryHash: GENESIS_HASH,
  firstSequenceNumber: 1,
  keptBytes: 0,
};

const NAME = 'head';

export async function readHead(transaction: IDBTransaction): Promise<Head> {
  const parsed = headSchema.safeParse(await answer(transaction.objectStore(SINGLES).get(NAME)));
  if (!parsed.success) throw corrupt('its head record is not readable');
  return parsed.data;
}

export function writeHead(transaction: IDBTransaction, head: Head): void {
  transaction.objectStore(SINGLES).put(head, NAME);
}

export function isSameTail(left: JournalTail, right: JournalTail): boolean {
  return (
    left.sequenceNumber === right.sequenceNumber && equalBytes(left.entryHash, right.entryHash)
  );
}
