import {
  type ErasureReport,
  erasureReportSchema,
  type PersonalEntry,
  personalEntrySchema,
} from '@holdfast/hub/client';
import * as z from 'zod';

/** Asks the hub, and reads its answer. Throws as the client of the hub does. */
type ReadAnswer = <T>(
  schema: z.ZodType<T>,
  asked: {readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: string},
) => Promise<T>;

/** Customers' personal data, at a running hub. */
export class PersonalClient {
  readonly #read: ReadAnswer;

  constructor(read: ReadAnswer) {
    this.#read = read;
  }

  /** Transactions with personal data; what it says only where that is asked for. */
  async list(query: {
    readonly receipts: readonly string[];
    readonly customerId: string | undefined;
    readonly withData: boolean;
  }): Promise<readonly PersonalEntry[]> {
    const {receipts, customerId, withData} = query;
    const asked = new URLSearchParams(receipts.map(receipt => ['receipt', receipt]));
    if (customerId !== undefined) asked.set('customer', customerId);
    if (withData) asked.set('data', 'yes');
    const path = `/v1/personal?${asked}`;
    return this.#read(z.array(personalEntrySchema), {method: 'GET', path});
  }

  /** Erases it. Resolves once that is recorded, and off the hub's disk unless it says so. */
  async erase(wish: {
    readonly receipts: readonly string[];
    readonly customerId: string | undefined;
    readonly reason: string;
    readonly erasedBy: string;
  }): Promise<ErasureReport> {
    const {receipts, ...said} = wish;
    const named = receipts.length > 0 ? {receiptNumbers: receipts} : {};
    const path = '/v1/personal/erasures';
    const body = JSON.stringify({...said, ...named});
    return this.#read(erasureReportSchema, {method: 'POST', path, body});
  }
}
