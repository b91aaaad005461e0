import type {VerifiedLedger} from '@holdfast/ledger-libsql';
import {toHex} from '@holdfast/std';
import {plain} from './plain.ts';
import {countText, plural} from './quantity-text.ts';
import type {Paint} from './style.ts';

/** Whether a ledger's file holds what it should, and where it first does not. */
export function verdictLines({file, verdict}: VerifiedLedger, paint: Paint): string[] {
  if ('unreadable' in verdict) {
    return [paint('bad', `✗ ${file} cannot be read: ${plain(verdict.unreadable)}`)];
  }
  const {ledgerId, broken, prunedTo, position, head, groups, lanes, skipped, signatures} = verdict;
  const fact = (name: string, value: string) => `  ${paint('dim', name.padEnd(12))}${value}`;
  const unknown = signatures.unknownKey;
  return [
    broken
      ? paint('bad', `✗ ${file} breaks at position ${broken.position}: ${plain(broken.reason)}`)
      : paint('good', `✓ ${file} holds from its first byte to its last`),
    fact('ledger', ledgerId),
    fact(
      'entries',
      `${countText(position - prunedTo.position)}${broken ? ' before that' : ''}, in ${plural(groups, 'group')}, of ${plural(lanes, 'journal')}`,
    ),
    ...(prunedTo.position > 0
      ? [
          fact(
            'begins',
            `after ${countText(prunedTo.position)}, deleted before: the hub signed for it`,
          ),
        ]
      : []),
    ...(skipped > 0 ? [fact('not here', `${countText(skipped)}, held by head office before`)] : []),
    fact('head', toHex(head)),
    fact(
      'signatures',
      `${countText(signatures.verified)} verified${unknown > 0 ? `, ${countText(unknown)} of keys that no ledger here names` : ''}`,
    ),
  ];
}

/** The same for programs. */
export function verdictJson({file, verdict}: VerifiedLedger) {
  if ('unreadable' in verdict) return {file, ok: false, unreadable: verdict.unreadable};
  const {head, prunedTo, position, broken, ...rest} = verdict;
  return {
    file,
    ok: broken === undefined,
    ...rest,
    prunedTo: prunedTo.position,
    entries: position - prunedTo.position,
    head: toHex(head),
    ...(broken ? {broken} : {}),
  };
}
