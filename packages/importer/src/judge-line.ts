import {findCardData} from '@holdfast/domain';
import type {ImportMap, ItemMeaning} from './import-map.ts';
import type {ReportKind, SourceLine} from './source-line.ts';

/** What a line becomes: part of a transaction, or a line of the report. */
export type Verdict =
  | {readonly kind: 'item'; readonly itemType: 'stock' | 'service' | 'giftCard' | 'deposit'}
  | {readonly kind: 'discount'}
  | {readonly kind: 'reported'; readonly reportKind: ReportKind; readonly reason: string};

export type AcceptedVerdict = Exclude<Verdict, {readonly kind: 'reported'}>;

const NO_BUSINESS: Readonly<Record<'test' | 'fee' | 'accounting', string>> = {
  test: 'is a test of the shop’s own system',
  fee: 'is a fee between the shop and a third party',
  accounting: 'corrects the books',
};

/**
 * Judges lines by a map's rules, the first that fits: what an item code means, then prefixes, then
 * signs.
 */
export function lineJudge(map: ImportMap): (line: SourceLine) => Verdict {
  const meaningOf = itemMeanings(map.itemRules);
  return line => {
    const reported = (reportKind: ReportKind, reason: string): Verdict => ({
      kind: 'reported',
      reportKind,
      reason,
    });
    const {invoice: externalId, itemId, description} = line;
    const field = findCardData({externalId, itemId, description});
    if (field !== undefined) return reported('cardData', `${field} looks like a card number`);
    const meaning = meaningOf(itemId);
    if (meaning === 'test' || meaning === 'fee' || meaning === 'accounting')
      return reported(meaning, NO_BUSINESS[meaning]);
    if (hasPrefix(line.invoice, map.accountingPrefixes))
      return reported('accounting', 'stands on an invoice that corrects the books');
    if (line.quantity.units === 0n) return reported('zeroQuantity', 'sells nothing');
    if (line.unitPrice.units < 0n)
      return reported('negativePrice', 'has a price below zero beside a quantity');
    if (line.unitPrice.units === 0n && map.price.kind !== 'none')
      return line.quantity.units < 0n
        ? reported('stockCorrection', 'takes stock away at no price')
        : reported('zeroPrice', 'has no price');
    if (meaning === 'discount') return {kind: 'discount'};
    return {kind: 'item', itemType: meaning ?? 'stock'};
  };
}

export function hasPrefix(invoice: string, prefixes: readonly string[]): boolean {
  return prefixes.some(prefix => invoice.startsWith(prefix));
}

function itemMeanings(rules: ImportMap['itemRules']): (itemId: string) => ItemMeaning | undefined {
  const patterns = rules.flatMap(({codes, means}) =>
    codes.map(code => ({code: code.toLowerCase(), means})),
  );
  // Shops have some thousands of items and sell each many times.
  const known = new Map<string, ItemMeaning | undefined>();
  return itemId => {
    if (known.has(itemId)) return known.get(itemId);
    const wanted = itemId.toLowerCase();
    const meaning = patterns.find(({code}) =>
      code.endsWith('*') ? wanted.startsWith(code.slice(0, -1)) : wanted === code,
    )?.means;
    known.set(itemId, meaning);
    return meaning;
  };
}
