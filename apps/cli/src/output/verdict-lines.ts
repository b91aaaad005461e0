import type {Break, ExportReport, LedgerFileReport} from '@holdfast/prover';
import {carriedLines, fact, heldLines} from './export-lines.ts';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';
import {dateTimeText} from './time-text.ts';

/** The first thing that does not hold: where, which entry, and why. */
function breakLines(broken: Break, paint: Paint): string[] {
  const {file, position, entry, reason, kind} = broken;
  const place = [
    file === undefined ? '' : plain(file),
    position === undefined ? '' : `position ${countText(position)}`,
  ].filter(part => part !== '');
  return [
    paint('bad', `✗ ${place.join(', ')}${place.length > 0 ? ': ' : ''}${plain(reason)}`),
    fact(paint, 'first bad', entry === undefined ? 'its bytes name no entry' : plain(entry)),
    fact(paint, 'what kind', kind),
  ];
}

/** Whether an export holds, and what was proved of it. */
export function exportVerdictLines(report: ExportReport, paint: Paint): string[] {
  const {broken, manifest, counted, files, signatures, answer} = report;
  const sealed = manifest?.sealed === true;
  const good = sealed
    ? '✓ Nothing is missing, swapped or changed. What is in it only head office can read.'
    : '✓ The export is whole: every signature, chain, statement and total holds.';
  return [
    ...(broken ? breakLines(broken, paint) : [paint('good', good)]),
    ...(manifest ? manifestLines(manifest, paint) : []),
    ...(manifest && !broken
      ? carriedLines({sums: counted, contentSha256: manifest.contentSha256}, paint)
      : []),
    ...(sealed ? [fact(paint, 'counts, sums', 'as the hub signed them; they are sealed')] : []),
    ...personalLines(report.personal, paint),
    fact(paint, 'files', countText(files)),
    fact(paint, 'signatures', signaturesText(signatures)),
    ...(answer
      ? [
          fact(paint, 'head office', `answered ${dateTimeText(answer.issuedAtMs)}`),
          ...heldLines(
            Object.entries(answer.held).map(([ledgerId, heldPosition]) => ({
              ...{ledgerId, heldPosition},
            })),
            paint,
          ),
        ]
      : []),
  ];
}

/** Nothing where nobody ever left any. */
function personalLines({kept, erased}: ExportReport['personal'], paint: Paint): string[] {
  if (kept + erased === 0) return [];
  return [fact(paint, 'personal', `beside ${countText(kept)}, erased beside ${countText(erased)}`)];
}

function manifestLines(manifest: NonNullable<ExportReport['manifest']>, paint: Paint): string[] {
  const {retailStoreId, storeName, hubId, exportedAtMs, ledgers} = manifest;
  return [
    fact(paint, 'store', `${retailStoreId} ${plain(storeName)}`.trim()),
    fact(paint, 'hub', hubId),
    fact(paint, 'exported', dateTimeText(exportedAtMs)),
    ...ledgers.map(({ledgerId, first, last}) =>
      fact(paint, 'ledger', `${ledgerId}, ${countText(first)} to ${countText(last)}`),
    ),
  ];
}

function signaturesText(signatures: ExportReport['signatures']): string {
  const {segments, entries, statements, unknownKeys} = signatures;
  const unknown = unknownKeys === 0 ? '' : `, ${countText(unknownKeys)} of keys nobody names here`;
  return `${plural(segments, 'file')}, ${plural(entries, 'run')}, ${plural(statements, 'statement')}${unknown}`;
}

/** Whether a ledger's file holds what it should, and where it first does not. */
export function ledgerVerdictLines(report: LedgerFileReport, paint: Paint): string[] {
  const {file, broken, ledgerId, position, head, groups, signatures, counted, statements} = report;
  const {prunedPosition} = report;
  const {verified, unknownKeys} = signatures;
  const unknown = unknownKeys === 0 ? '' : `, ${countText(unknownKeys)} of keys nobody names here`;
  const unproved =
    statements.unproved === 0
      ? ''
      : `, ${countText(statements.unproved)} without head office’s key to prove them by`;
  return [
    ...(broken
      ? breakLines(broken, paint)
      : [paint('good', `✓ ${plain(file)} holds from its first byte to its last`)]),
    fact(paint, 'ledger', ledgerId),
    fact(
      paint,
      'entries',
      `${countText(position - prunedPosition)}${broken ? ' before that' : ''}, in ${plural(groups, 'group')}`,
    ),
    ...(prunedPosition > 0
      ? [
          fact(
            paint,
            'begins',
            `after ${countText(prunedPosition)}, deleted before: the hub signed for it`,
          ),
        ]
      : []),
    ...carriedLines({sums: counted, contentSha256: head}, paint).slice(1, -1),
    fact(paint, 'head', head),
    ...personalLines(report.personal, paint),
    fact(paint, 'signatures', `${countText(verified)} verified${unknown}`),
    fact(paint, 'statements', `${countText(statements.verified)} verified${unproved}`),
  ];
}
