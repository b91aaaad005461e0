import {
  parseTransaction,
  pointsAt,
  type RetailTransaction,
  type ReturnedItems,
  returnedItems,
  type TransactionKey,
} from '@holdfast/domain';
import {isFault} from '@holdfast/std';
import type {StoreReceipt, StoreTransaction, Terminal} from '@holdfast/terminal-sdk';
import {readBack} from './read-back.ts';

/** A sale of which something may come back, and what is known to have come back already. */
export interface FoundOriginal {
  readonly kind: 'found';
  readonly original: RetailTransaction;
  readonly key: TransactionKey;
  readonly receiptNumber: string;
  readonly returned: ReturnedItems;
  /** On whose disk it was found. */
  readonly lookedUpAt: 'terminal' | 'hub';
  /** False where another till may have taken some of it back and nobody here can know. */
  readonly sure: boolean;
}

/** `noHub`: this till did not print it, and there is nobody to ask. */
export type Lookup = FoundOriginal | {readonly kind: 'unknown' | 'noSale' | 'noHub'};

type Asked = Pick<Terminal, 'find' | 'list' | 'lookUp' | 'progress'>;

/** Reads a receipt number out of what a scanner or a person wrote. */
export function receiptIn(text: string): string | undefined {
  const [found] = /[A-Za-z0-9_-]{1,32}-[0-9A-Za-z]{3}-\d{6,10}/.exec(text) ?? [];
  return found;
}

/**
 * Looks a receipt up: in this till’s journal, else at the hub. What came back already is asked of
 * both, and each return counts once.
 */
export async function findOriginal(terminal: Asked, receiptText: string): Promise<Lookup> {
  const receiptNumber = receiptIn(receiptText);
  if (receiptNumber === undefined) return {kind: 'unknown'};
  const own = await terminal.find(receiptNumber);
  const store = await askStore(terminal, receiptNumber);
  const found = own ?? store?.found[0];
  if (!found) return {kind: store ? 'unknown' : 'noHub'};
  const original = retailOf(found.body);
  if (original?.transactionType !== 'sale' || original.trainingModeFlag) return {kind: 'noSale'};
  const named = {key: found.key, receiptNumber: found.receiptNumber};
  const here = await returnsHere(terminal, {named, since: original.businessDayDate});
  const all = new Map(
    [...(store?.returns ?? []), ...here].map(one => [
      `${one.key.journalId} ${one.key.sequenceNumber}`,
      one,
    ]),
  );
  const returns = [...all.values()].flatMap(({body}) => retailOf(body) ?? []);
  return {
    ...{kind: 'found', original, ...named, returned: returnedItems(named, returns)},
    lookedUpAt: own ? 'terminal' : 'hub',
    sure: store?.complete ?? false,
  };
}

async function askStore(terminal: Asked, receiptNumber: string): Promise<StoreReceipt | undefined> {
  try {
    return await terminal.lookUp(receiptNumber);
  } catch (error) {
    if (!isFault(error, 'hub/unreachable')) throw error;
    return undefined;
  }
}

async function returnsHere(
  terminal: Asked,
  of: {
    readonly named: {readonly key: TransactionKey; readonly receiptNumber: string};
    readonly since: string;
  },
): Promise<readonly StoreTransaction[]> {
  const kept = await readBack(terminal, ({transaction}) => transaction.businessDayDate < of.since);
  return kept.flatMap(({record, transaction}) => {
    if (transaction.kind !== 'RetailTransaction') return [];
    const {voids, lineItems} = transaction;
    const names =
      pointsAt(voids, of.named) ||
      lineItems.some(line => line.kind === 'Return' && pointsAt(line.transactionLink, of.named));
    return names ? [record] : [];
  });
}

function retailOf(body: Uint8Array): RetailTransaction | undefined {
  const read = parseTransaction(body);
  return read.ok && read.value.kind === 'RetailTransaction' ? read.value : undefined;
}
