import {fromBase64Url, toHex} from '@holdfast/std';
import type {ExportManifest, ExportSums} from '@holdfast/wire';
import {amountText} from './amount-text.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {dateTimeText} from './time-text.ts';

/** The three numbers that both sides print, so that two people can compare them. */
export interface Carried {
  readonly sums: ExportSums;
  /** SHA-256, hexadecimal. */
  readonly contentSha256: string;
}

/** The three numbers, line by line. */
export function carriedLines({sums, contentSha256}: Carried, paint: Paint): string[] {
  return [
    fact(paint, 'entries', countText(sums.entries)),
    fact(paint, 'transactions', transactionsText(sums)),
    ...Object.entries(sums.amountsMinor).map(([currency, amountMinor]) =>
      fact(paint, `sum ${currency}`, amountText(amountMinor, currency)),
    ),
    fact(paint, 'content', contentSha256),
  ];
}

/** What was written to a folder. */
export function exportedLines(
  {manifest, folder}: {readonly manifest: ExportManifest; readonly folder: string},
  paint: Paint,
): string[] {
  const {hubId, retailStoreId, storeName = '', exportedAtMs, ledgers, sealedFor} = manifest;
  const nothing = ledgers.length === 0;
  return [
    paint(
      'good',
      nothing ? '✓ Nothing to carry: head office has it all.' : `✓ Written whole to ${folder}`,
    ),
    fact(paint, 'store', `${retailStoreId} ${plain(storeName)}`.trim()),
    fact(paint, 'hub', hubId),
    fact(paint, 'exported', dateTimeText(exportedAtMs)),
    fact(paint, 'readable by', sealedFor === undefined ? 'anybody' : 'head office alone'),
    ...ledgers.map(({ledgerId, first, last}) =>
      fact(paint, 'ledger', `${ledgerId}, ${countText(first)} to ${countText(last)}`),
    ),
    ...carriedLines(carriedOf(manifest), paint),
  ];
}

/** As a manifest says it. */
export function carriedOf({sums, contentSha256}: ExportManifest): Carried {
  return {sums, contentSha256: toHex(fromBase64Url(contentSha256) ?? new Uint8Array())};
}

function transactionsText({transactions, quarantined}: ExportSums): string {
  const aside = quarantined === 0 ? '' : `, ${countText(quarantined)} of them set aside, in no sum`;
  return `${countText(transactions)}${aside}`;
}

/** `  store         017 High Street` */
export function fact(paint: Paint, name: string, value: string): string {
  return `  ${paint('dim', name.padEnd(14))}${value}`;
}

/** How far head office holds each ledger. */
export function heldLines(
  ledgers: readonly {readonly ledgerId: string; readonly heldPosition: number}[],
  paint: Paint,
): string[] {
  return ledgers.map(({ledgerId, heldPosition}) =>
    fact(paint, 'held', `${ledgerId}, to ${countText(heldPosition)}`),
  );
}

/** `3 statements` */
export function statementsText(count: number): string {
  return plural(count, 'statement');
}
