import {parseReceiptNumber} from '@holdfast/domain';
import {nodeDigest} from '@holdfast/platform-node';
import {parseRecoveryPhrase, recoveryPhrase} from '@holdfast/trust';
import {
  formatEnrolmentLink,
  formatPairingLink,
  formatStandbyLink,
  parseEnrolmentLink,
  parseJournalId,
  parsePairingCode,
  parsePairingLink,
  parseStandbyLink,
} from '@holdfast/wire';
import {of, reread, type Target, textOf} from './target.ts';

/** What people type, paste or scan. */
export const WORD_TARGETS: readonly Target[] = [
  {
    name: 'pairing-link',
    run: bytes => reread(textOf(bytes), {parse: parsePairingLink, format: formatPairingLink}),
  },
  {
    name: 'standby-link',
    run: bytes => reread(textOf(bytes), {parse: parseStandbyLink, format: formatStandbyLink}),
  },
  {
    name: 'enrolment-link',
    run: bytes =>
      reread(textOf(bytes), {
        parse: text => parseEnrolmentLink(text),
        format: link => formatEnrolmentLink(link),
      }),
  },
  {
    name: 'claim-link',
    run: bytes =>
      reread(textOf(bytes), {
        parse: text => parseEnrolmentLink(text, 'claim'),
        format: link => formatEnrolmentLink(link, 'claim'),
      }),
  },
  {
    name: 'pairing-code',
    run: bytes => reread(textOf(bytes), {parse: parsePairingCode, format: code => code}),
  },
  {
    name: 'recovery-words',
    run: bytes =>
      reread(textOf(bytes), {
        parse: text => parseRecoveryPhrase(nodeDigest, text),
        format: secret => recoveryPhrase(nodeDigest, secret).join(' '),
      }),
  },
  {name: 'receipt-number', run: bytes => of(parseReceiptNumber(textOf(bytes)))},
  {name: 'journal-id', run: bytes => of(parseJournalId(textOf(bytes)))},
];
