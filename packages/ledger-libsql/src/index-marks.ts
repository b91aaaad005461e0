import type {IndexedTransaction, TenderTaken} from '@holdfast/ledger';
import {type Bytes, utf8Decode, utf8Encode} from '@holdfast/std';

/**
 * Items and tenders of a transaction as one text in its row, a line each: `i` and the item, `t`,
 * the tender, `=`, what it took. Found by the text between two line ends, so that no item is found
 * by a part of its number. One row an entry keeps the index as fast as it was.
 */
export function encodeMarks({
  itemIds,
  tenders,
}: Pick<IndexedTransaction, 'itemIds' | 'tenders'>): Bytes {
  const lines = [
    ...itemIds.map(itemId => `i${itemId}`),
    ...tenders.map(({tenderType, amountMinor}) => `t${tenderType}=${amountMinor}`),
  ];
  return utf8Encode(`\n${lines.join('\n')}\n`);
}

/** What stands in the marks of a transaction with this item. */
export function itemMark(itemId: string): Bytes {
  return utf8Encode(`\ni${itemId}\n`);
}

/** What stands in the marks of a transaction that this tender paid. */
export function tenderMark(tenderType: string): Bytes {
  return utf8Encode(`\nt${tenderType}=`);
}

export function tendersOf(marks: Uint8Array): readonly TenderTaken[] {
  return utf8Decode(marks)
    .split('\n')
    .flatMap(line => {
      const [, tenderType, amount] = /^t([^=]*)=(-?\d+)$/.exec(line) ?? [];
      return tenderType === undefined ? [] : [{tenderType, amountMinor: Number(amount)}];
    });
}
