import {parseReceiptNumber} from '@holdfast/domain';
import type {FleetReading, FoundTransaction, Transactions} from '@holdfast/fleet';
import {type EntryHeader, type JournalId, placeIdSchema, supersededBy} from '@holdfast/wire';
import {malformed, requestPart} from './request-parts.ts';

interface Ports {
  readonly store: Pick<FleetReading, 'journalsOfWorkstation'>;
  readonly transactions: Pick<Transactions, 'find'>;
}

/**
 * Every transaction on whose paper this number stands: of each journal the workstation ever had
 * whose mark it is, and of those that made such an entry again. Nearly always one; two where a till
 * went back in time and printed a number a second time.
 */
export async function findByReceipt(
  ports: Ports,
  params: {readonly storeId: string; readonly receiptNumber: string},
): Promise<FoundTransaction[]> {
  const retailStoreId = requestPart(placeIdSchema, params.storeId);
  const parts = parseReceiptNumber(params.receiptNumber);
  if (!parts.ok) throw malformed('receiptNumber', parts.issue.reason);
  const {workstationId, sequenceNumber, journalMark} = parts.value;
  const found: FoundTransaction[] = [];
  const journals = await ports.store.journalsOfWorkstation({retailStoreId, workstationId});
  for (const {journalId} of journals) {
    const printed = {journalMark, sequenceNumber};
    const one = journalId.startsWith(journalMark)
      ? await ports.transactions.find({journalId, sequenceNumber})
      : undefined;
    const again = await findMadeAgain(ports, {journalId, printed});
    found.push(...(one ? [one] : []), ...(again ? [again] : []));
  }
  return found;
}

/**
 * What is made again in a journal stands at its beginning and in the old order, so its first entry
 * tells where the others are.
 */
async function findMadeAgain(
  {transactions}: Ports,
  {
    journalId,
    printed,
  }: {
    readonly journalId: JournalId;
    readonly printed: {readonly journalMark: string; readonly sequenceNumber: number};
  },
): Promise<FoundTransaction | undefined> {
  const first = await transactions.find({journalId, sequenceNumber: 1});
  const isNamed = (one: {readonly journalId: string}) =>
    one.journalId.startsWith(printed.journalMark);
  const named = supersededBy(headerOf(first) ?? {}).find(isNamed);
  if (!named || printed.sequenceNumber < named.sequenceNumber) return undefined;
  const sequenceNumber = 1 + printed.sequenceNumber - named.sequenceNumber;
  const found = await transactions.find({journalId, sequenceNumber});
  const says = supersededBy(headerOf(found) ?? {}).some(
    one => isNamed(one) && one.sequenceNumber === printed.sequenceNumber,
  );
  return says ? found : undefined;
}

function headerOf(found: FoundTransaction | undefined): EntryHeader | undefined {
  if (found?.custody === 'held') return found.transaction.entry?.header;
  return found?.transaction.found.entry.header;
}
