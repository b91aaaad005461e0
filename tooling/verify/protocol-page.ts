import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {utf8Decode} from '@holdfast/std';
import {
  ALARM_CODES,
  alarmSchema,
  CODECS,
  dispositionDecidedSchema,
  ENTRY_KINDS,
  encodeTxt,
  enrolledSchema,
  enrolSchema,
  forwardEntriesAnswerSchema,
  gatewayIncarnationSchema,
  HUB_HEADER,
  HUB_SERVICE_TYPE,
  hubIdSchema,
  hubToTerminalSchema,
  journalIdSchema,
  LAN_CLOSE_CODES,
  LAN_PROTOCOL_VERSION,
  LAN_VERSIONS_SERVED,
  LEDGER_OPENED_REASONS,
  lanSubprotocol,
  ledgerIdSchema,
  ledgerOpenedSchema,
  ledgerStatusAnswerSchema,
  ledgerStatusSchema,
  placeIdSchema,
  positionSchema,
  probeAnswerSchema,
  probeSchema,
  QUARANTINE_REASONS,
  rosterChangedSchema,
  SEGMENT_MEDIA_TYPE,
  SIGNATURE_HEADER,
  sequenceNumberSchema,
  terminalToHubSchema,
  WAN_PROTOCOL_VERSION,
  WIRE_LIMITS,
  wanVersions,
} from '@holdfast/wire';
import type {z} from 'zod';
import {docblocksOf} from './docblocks.ts';
import {count, fieldsOf, formOf} from './message-fields.ts';
import {SIGNED_MESSAGES} from './signed-messages.ts';

const WIRE_SOURCES = fileURLToPath(new URL('../../packages/wire/src/', import.meta.url));

const WAN_MESSAGES: readonly (readonly [string, z.ZodType])[] = [
  ['enrol', enrolSchema],
  ['enrolled', enrolledSchema],
  ['probe', probeSchema],
  ['probeAnswer', probeAnswerSchema],
  ['ledgerStatus', ledgerStatusSchema],
  ['ledgerStatusAnswer', ledgerStatusAnswerSchema],
  ['forwardEntriesAnswer', forwardEntriesAnswerSchema],
];

const HUB_BODIES: readonly (readonly [string, z.ZodType])[] = [
  ['ledgerOpened', ledgerOpenedSchema],
  ['rosterChanged', rosterChangedSchema],
  ['dispositionDecided', dispositionDecidedSchema],
  ['alarm', alarmSchema],
];

const IDS: readonly (readonly [string, z.ZodType])[] = [
  ['hubId', hubIdSchema],
  ['journalId', journalIdSchema],
  ['ledgerId', ledgerIdSchema],
  ['gatewayIncarnation', gatewayIncarnationSchema],
  ['retailStoreId, workstationId', placeIdSchema],
  ['sequenceNumber', sequenceNumberSchema],
  ['position', positionSchema],
];

const BINARY_FORMATS = [
  ['Entry header', 'EntryHeader'],
  ['Ledger line', 'LedgerLine'],
  ['Held statement', 'HeldStatement'],
  ['Segment envelope', 'SegmentEnvelope'],
  ['Segment payload', 'encodeSegmentPayload'],
] as const;

/**
 * docs/protocol.md: what crosses a process, from the schemas that parse it and the docblocks above
 * them.
 */
export function protocolPage(): string {
  const said = readDocblocks();
  return [
    ...INTRODUCTION,
    ...versions(),
    ...ids(said),
    ...discovery(said),
    ...lan(said),
    ...closeCodes(),
    ...links(said),
    ...wan(said),
    ...formats(said),
    ...hubJournal(said),
    ...signatures(said),
    ...limits(said),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .concat('\n');
}

type Docblocks = ReadonlyMap<string, string>;

function readDocblocks(): Docblocks {
  const files = readdirSync(WIRE_SOURCES, {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith('.ts') && !/test(ing)?\.ts$/.test(file))
    .sort();
  return new Map(
    files.flatMap(file => [...docblocksOf(readFileSync(WIRE_SOURCES + file, 'utf8'))]),
  );
}

/**
 * A public name without a docblock stops the generator: an empty paragraph would look like a
 * promise kept.
 */
function saidOf(said: Docblocks, name: string): string {
  const text = said.get(name);
  if (!text) throw new Error(`packages/wire says nothing above ${name}`);
  return text;
}

const INTRODUCTION = [
  '# Protocol',
  '',
  'What crosses a process: between terminal and hub on the LAN, between hub and gateway over the internet, and',
  'in the files that travel between them. Words as in the [glossary](glossary.md), reasons in the [ADRs](adr).',
  '',
  'Written by `npm run generate` from the schemas and docblocks of `packages/wire`. Frozen examples of every',
  'version are in `packages/wire/fixtures`, what changed from one to the next in `packages/wire/HISTORY.md`.',
  '',
  '**Reading it.** Messages are JSON objects. Each has `v`, the version it is written in, and `type`, its name;',
  'the tables leave both out. A field that a reader does not know is passed over, and so is a message of a type it',
  'does not know; anything else that is not as written here is refused, naming the field. Bytes in JSON are',
  'base64url without padding (RFC 4648 §5). Times are whole milliseconds since 1970, and order nothing. Numbers in',
  'binary formats are big-endian, `varint` is unsigned LEB128, a signed one zigzag; · separates fields.',
];

function versions(): string[] {
  return [
    ...heading(2, 'Versions'),
    'A side serves its own version and the two before it. Head office is deployed before hubs, hubs before tills.',
    '',
    ...table(
      ['protocol', 'version', 'served', 'agreed by'],
      [
        [
          'LAN',
          String(LAN_PROTOCOL_VERSION),
          `${LAN_VERSIONS_SERVED} versions at most`,
          `WebSocket subprotocol \`${lanSubprotocol(LAN_PROTOCOL_VERSION)}\`; the terminal offers, the hub takes the newest both know`,
        ],
        [
          'WAN',
          String(WAN_PROTOCOL_VERSION),
          wanVersions()
            .map(version => `\`${version}\``)
            .join(', '),
          '`v` in every request and answer, and the path',
        ],
      ],
    ),
  ];
}

function ids(said: Docblocks): string[] {
  const about = (name: string) =>
    said.get(`${name}Schema`) ?? said.get(`${name.split(',')[0]}Schema`) ?? ABOUT_IDS[name] ?? '';
  return [
    ...heading(2, 'Ids and numbers'),
    ...table(
      ['name', 'form', 'what it is'],
      IDS.map(([name, schema]) => [names(name), formOf(schema), about(name)]),
    ),
  ];
}

/** Those whose schema belongs to the business, not to the wire. */
const ABOUT_IDS: Readonly<Record<string, string>> = {
  journalId: 'Crockford base32 of the first 80 bits of SHA-256 of the journal’s public key.',
  'retailStoreId, workstationId': 'A store of the company; a place in it that sells.',
  sequenceNumber: 'An entry’s place in its journal: 1, 2, 3 … without a gap.',
};

function discovery(said: Docblocks): string[] {
  const example = encodeTxt({id: 'K7Q2M4X9', storeId: '017', protocolVersions: [1], tls: true});
  return [
    ...heading(2, 'Discovery'),
    `DNS-SD service type \`${HUB_SERVICE_TYPE}\`. ${saidOf(said, 'HUB_SERVICE_TYPE')}`,
    '',
    saidOf(said, 'HubTxt'),
    '',
    `TXT strings, as one hub says them: ${example.map(text => `\`${utf8Decode(text)}\``).join(' ')}.`,
  ];
}

function lan(said: Docblocks): string[] {
  return [
    ...heading(2, 'LAN: terminal and hub'),
    'A WebSocket at `/lan` over TLS 1.3, text frames, no compression. The terminal compares the hub’s TLS key with',
    'its pin before it sends a byte.',
    '',
    '```',
    'terminal                                   hub',
    '   │ ◀──────────────────────────── hello ── │   who I am, a nonce to sign',
    '   │ ── authenticate (or pair) ───────────▶ │   which journal, where it ends, the proof',
    '   │ ◀────────── welcome, storeStatus ───── │   how far this hub has the journal',
    '   │ ── recordTransaction ────────────────▶ │',
    '   │ ◀─────────── recordTransactionReply ── │   after the sync that covers it',
    '   │ ◀───────────────── held, storeStatus ─ │   whenever there is news',
    '   │ ── ping ──▶   ◀── pong ─────────────── │   once a second',
    '```',
    ...heading(3, 'Terminal → hub'),
    ...terminalToHubSchema.options.flatMap(option =>
      message(said, {name: option.shape.type.value, schema: option, level: 4}),
    ),
    ...heading(3, 'Hub → terminal'),
    ...hubToTerminalSchema.options.flatMap(option =>
      message(said, {name: option.shape.type.value, schema: option, level: 4}),
    ),
  ];
}

function closeCodes(): string[] {
  return [
    ...heading(3, 'Close codes'),
    'Before it closes, the hub sends `refused` with the reason. *Retry* `later`: the terminal rings again by',
    'itself; `never`: a person is told first, though the terminal keeps selling and asks again now and then.',
    '',
    ...table(
      ['code', 'reason', 'retry', 'what it means'],
      Object.entries(LAN_CLOSE_CODES).map(([reason, {code, retry, means}]) => [
        String(code),
        names(reason),
        retry,
        means,
      ]),
    ),
  ];
}

function links(said: Docblocks): string[] {
  return [
    ...heading(2, 'Links that let in'),
    `**Pairing link.** ${saidOf(said, 'PairingLink')}`,
    '',
    `**Enrolment link.** ${saidOf(said, 'EnrolmentLink')}`,
    '',
    'Neither secret travels again: what is sent is a hash of it with the nonce or the key it is used for.',
  ];
}

function wan(said: Docblocks): string[] {
  return [
    ...heading(2, 'WAN: hub and gateway'),
    `HTTPS requests of the hub. A segment is sent as its bytes, \`${SEGMENT_MEDIA_TYPE}\`, and is signed in itself;`,
    `of any other request the hub signs path and body, names itself in \`${HUB_HEADER}\` and puts the signature into`,
    `\`${SIGNATURE_HEADER}\`. The gateway signs every answer in the same header, over the request it answers.`,
    ...WAN_MESSAGES.flatMap(([name, schema]) => message(said, {name, schema, level: 3})),
  ];
}

function formats(said: Docblocks): string[] {
  return [
    ...heading(2, 'Binary formats'),
    'Each has one encoding; a reader refuses any other. Nobody encodes again what somebody else wrote.',
    ...BINARY_FORMATS.flatMap(([title, name]) => [...heading(3, title), saidOf(said, name)]),
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
    `**Kinds.** ${saidOf(said, 'ENTRY_KINDS')}`,
    '',
    `**Quarantine.** ${saidOf(said, 'QUARANTINE_REASONS')}`,
  ];
}

function hubJournal(said: Docblocks): string[] {
  return [
    ...heading(2, 'The hub’s own journal'),
    'A hub writes entries too, under the workstation `hub`, in a journal with a new key in each ledger.',
    ...HUB_BODIES.flatMap(([name, schema]) => message(said, {name, schema, level: 3})),
    '',
    `A ledger is opened because: ${LEDGER_OPENED_REASONS.map(names).join(', ')}. An alarm is one of:`,
    `${ALARM_CODES.map(names).join(', ')}.`,
  ];
}

function signatures(said: Docblocks): string[] {
  return [
    ...heading(2, 'What is signed'),
    'Every signed message begins with a context of its own and a zero byte, so that no signature means two things.',
    '',
    ...table(
      ['context', 'key', 'what it says'],
      SIGNED_MESSAGES.map(({about, key, message: bytes}) => [
        names(utf8Decode(bytes.subarray(0, bytes.indexOf(0)))),
        key,
        saidOf(said, about).split('\n\n')[0] ?? '',
      ]),
    ),
  ];
}

function limits(said: Docblocks): string[] {
  return [
    ...heading(2, 'Limits'),
    `${saidOf(said, 'WIRE_LIMITS')} One byte more is refused by name.`,
    '',
    ...table(
      ['limit', 'value', ''],
      Object.entries(WIRE_LIMITS).map(([name, value]) => [
        names(name),
        count(value),
        said.get(`WIRE_LIMITS.${name}`) ?? '',
      ]),
    ),
  ];
}

function message(
  said: Docblocks,
  {
    name,
    schema,
    level,
  }: {readonly name: string; readonly schema: z.ZodType; readonly level: number},
): string[] {
  const schemaName = `${name}Schema`;
  const above = new Set<string>();
  const rows = fieldsOf(schema).map(({path, form, required}) => {
    const field = path.split(/[.[:]/)[0] ?? path;
    const about = above.has(field) ? '' : (said.get(`${schemaName}.${field}`) ?? '');
    above.add(field);
    return [names(path), required ? form : `${form} (may be absent)`, about];
  });
  const after = NOTES[name] === undefined ? [] : ['', saidOf(said, NOTES[name])];
  return [
    ...heading(level, `\`${name}\``),
    ...(said.has(schemaName) ? [saidOf(said, schemaName), ''] : []),
    ...(rows.length > 0 ? table(['field', 'form', ''], rows) : ['No fields of its own.']),
    ...after,
  ];
}

/** Messages with a part whose own docblock explains it. */
const NOTES: Readonly<Record<string, string>> = {recordTransactionReply: 'recordOutcomeSchema'};

function codes(list: Readonly<Record<string, number>>): string {
  return Object.entries(list)
    .map(([name, code]) => `${code} ${name}`)
    .join(', ');
}

function heading(level: number, title: string): string[] {
  return ['', `${'#'.repeat(level)} ${title}`, ''];
}

function names(name: string): string {
  return name
    .split(', ')
    .map(one => `\`${one}\``)
    .join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function cellOf(text: string): string {
  return text.replaceAll('\n\n', ' ').replaceAll('|', '\\|');
}
