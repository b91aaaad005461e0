import {utf8Decode} from '@holdfast/std';
import {
  encodeTxt,
  gatewayIncarnationSchema,
  HUB_SERVICE_TYPE,
  hubIdSchema,
  journalIdSchema,
  LAN_PROTOCOL_VERSION,
  LAN_VERSIONS_SERVED,
  lanSubprotocol,
  ledgerIdSchema,
  placeIdSchema,
  positionSchema,
  sequenceNumberSchema,
  WAN_PROTOCOL_VERSION,
  wanVersions,
} from '@holdfast/wire';
import type {z} from 'zod';
import {heading, inCode, table} from './markdown.ts';
import {formOf} from './message-fields.ts';
import {formatSection, limitSection, signatureSection} from './protocol-formats.ts';
import {
  closeCodeSection,
  hubJournalSection,
  lanSection,
  standbySection,
  wanSection,
} from './protocol-messages.ts';
import {WireDocblocks} from './wire-docblocks.ts';

const IDS: readonly (readonly [string, z.ZodType])[] = [
  ['hubId', hubIdSchema],
  ['journalId', journalIdSchema],
  ['ledgerId', ledgerIdSchema],
  ['gatewayIncarnation', gatewayIncarnationSchema],
  ['retailStoreId, workstationId', placeIdSchema],
  ['sequenceNumber', sequenceNumberSchema],
  ['position', positionSchema],
];

/**
 * docs/protocol.md: what crosses a process, from the schemas that parse it and the docblocks above
 * them.
 */
export function protocolPage(): string {
  const said = new WireDocblocks();
  return [
    ...INTRODUCTION,
    ...versions(),
    ...ids(said),
    ...discovery(said),
    ...lanSection(said),
    ...closeCodeSection(),
    ...standbySection(said),
    ...links(said),
    ...wanSection(said),
    ...formatSection(said),
    ...hubJournalSection(said),
    ...signatureSection(said),
    ...limitSection(said),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .concat('\n');
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

function ids(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'Ids and numbers'),
    ...table(
      ['name', 'form', 'what it is'],
      IDS.map(([name, schema]) => [
        inCode(name),
        formOf(schema),
        said.of(`${name}Schema`) || (ABOUT_IDS[name] ?? ''),
      ]),
    ),
  ];
}

/** Those whose schema belongs to the business, not to the wire. */
const ABOUT_IDS: Readonly<Record<string, string>> = {
  journalId: 'Crockford base32 of the first 80 bits of SHA-256 of the journal’s public key.',
  'retailStoreId, workstationId': 'A store of the company; a place in it that sells.',
  sequenceNumber: 'An entry’s place in its journal: 1, 2, 3 … without a gap.',
};

function discovery(said: WireDocblocks): string[] {
  const example = encodeTxt({id: 'K7Q2M4X9', storeId: '017', protocolVersions: [1], tls: true});
  return [
    ...heading(2, 'Discovery'),
    `DNS-SD service type \`${HUB_SERVICE_TYPE}\`. ${said.surely('HUB_SERVICE_TYPE')}`,
    '',
    said.surely('HubTxt'),
    '',
    `TXT strings, as one hub says them: ${example.map(text => `\`${utf8Decode(text)}\``).join(' ')}.`,
  ];
}

function links(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'Links that let in'),
    `**Pairing link.** ${said.surely('PairingLink')}`,
    '',
    `**Enrolment link.** ${said.surely('EnrolmentLink')}`,
    '',
    'Neither secret travels again: what is sent is a hash of it with the nonce or the key it is used for.',
  ];
}
