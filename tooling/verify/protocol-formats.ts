import {utf8Decode} from '@holdfast/std';
import {CODECS, ENTRY_KINDS, QUARANTINE_REASONS, WIRE_LIMITS} from '@holdfast/wire';
import {heading, inCode, table} from './markdown.ts';
import {count} from './message-fields.ts';
import {SIGNED_MESSAGES} from './signed-messages.ts';
import type {WireDocblocks} from './wire-docblocks.ts';

const BINARY_FORMATS = [
  ['Entry header', 'EntryHeader'],
  ['Ledger line', 'LedgerLine'],
  ['Held statement', 'HeldStatement'],
  ['Segment envelope', 'SegmentEnvelope'],
  ['Segment payload', 'encodeSegmentPayload'],
  ['Sealed segment', 'SealedSegment'],
  ['Signed lines', 'encodeSignedLines'],
  ['Content hash', 'contentHashOf'],
] as const;

export function formatSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'Binary formats'),
    'Each has one encoding, but for where a segment of version 2 cuts its bodies; a reader refuses any other. ' +
      'Nobody encodes again what somebody else wrote.',
    ...BINARY_FORMATS.flatMap(([title, name]) => [...heading(3, title), said.surely(name)]),
    ...heading(3, 'Codes in them'),
    ...table(
      ['where', 'code'],
      [
        ['entry kind', codes(ENTRY_KINDS)],
        ['disposition', `0 accepted, else quarantined: ${codes(QUARANTINE_REASONS)}`],
        ['codec', codes(CODECS)],
      ],
    ),
    '',
    `**Kinds.** ${said.surely('ENTRY_KINDS')}`,
    '',
    `**Quarantine.** ${said.surely('QUARANTINE_REASONS')}`,
  ];
}

export function signatureSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'What is signed'),
    'Every signed message begins with a context of its own and a zero byte, so that no signature means two things.',
    '',
    ...table(
      ['context', 'key', 'what it says'],
      SIGNED_MESSAGES.map(({about, key, message: bytes}) => [
        inCode(utf8Decode(bytes.subarray(0, bytes.indexOf(0)))),
        key,
        said.surely(about).split('\n\n')[0] ?? '',
      ]),
    ),
  ];
}

export function limitSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'Limits'),
    `${said.surely('WIRE_LIMITS')} One byte more is refused by name.`,
    '',
    ...table(
      ['limit', 'value', ''],
      Object.entries(WIRE_LIMITS).map(([name, value]) => [
        inCode(name),
        count(value),
        said.of(`WIRE_LIMITS.${name}`),
      ]),
    ),
  ];
}

function codes(list: Readonly<Record<string, number>>): string {
  return Object.entries(list)
    .map(([name, code]) => `${code} ${name}`)
    .join(', ');
}
