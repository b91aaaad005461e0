import {
  ALARM_CODES,
  alarmSchema,
  auditNotedSchema,
  dispositionDecidedSchema,
  enrolledSchema,
  enrolSchema,
  erasureSchema,
  exportAnswerSchema,
  exportManifestSchema,
  forwardEntriesAnswerSchema,
  HUB_HEADER,
  hubToStandbySchema,
  hubToTerminalSchema,
  LAN_CLOSE_CODES,
  LEDGER_OPENED_REASONS,
  ledgerOpenedSchema,
  ledgerStatusAnswerSchema,
  ledgerStatusSchema,
  pairingNotedSchema,
  probeAnswerSchema,
  probeSchema,
  prunedSchema,
  rosterChangedSchema,
  SEGMENT_MEDIA_TYPE,
  SIGNATURE_HEADER,
  sealedAuthoritySchema,
  standbyToHubSchema,
  takenOverSchema,
  terminalToHubSchema,
  WAN_PATHS,
} from '@holdfast/wire';
import type {z} from 'zod';
import {heading, inCode, table} from './markdown.ts';
import {fieldsOf} from './message-fields.ts';
import type {WireDocblocks} from './wire-docblocks.ts';

const WAN_MESSAGES: readonly (readonly [string, z.ZodType])[] = [
  ['enrol', enrolSchema],
  ['enrolled', enrolledSchema],
  ['takenOver', takenOverSchema],
  ['probe', probeSchema],
  ['probeAnswer', probeAnswerSchema],
  ['ledgerStatus', ledgerStatusSchema],
  ['ledgerStatusAnswer', ledgerStatusAnswerSchema],
  ['forwardEntriesAnswer', forwardEntriesAnswerSchema],
  ['exportManifest', exportManifestSchema],
  ['exportAnswer', exportAnswerSchema],
];

const HUB_BODIES: readonly (readonly [string, z.ZodType])[] = [
  ['ledgerOpened', ledgerOpenedSchema],
  ['rosterChanged', rosterChangedSchema],
  ['dispositionDecided', dispositionDecidedSchema],
  ['alarm', alarmSchema],
  ['pruned', prunedSchema],
  ['erasure', erasureSchema],
  ['auditNoted', auditNotedSchema],
  ['pairingNoted', pairingNotedSchema],
  ['sealedAuthority', sealedAuthoritySchema],
];

export function lanSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'LAN: terminal and hub'),
    'A WebSocket at `/lan` over TLS 1.3, text frames, no compression. The terminal compares the hub’s TLS key with',
    'its pin before it sends a byte. For a pairing by code it has none yet: what it says then is of no use to an',
    'impostor, and the code proves the key.',
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
    '',
    'A pairing by code, after `hello` ([ADR 0022](adr/0022-pair-by-code-with-cpace.md)):',
    '',
    '```',
    '   │ ── pairByCode ───────────────────────▶ │   who I am, my share',
    '   │ ◀──────────────────────── codeShare ── │   my share, my TLS key',
    '   │ ── confirmCode ──────────────────────▶ │   my guess, which costs a try where it is wrong',
    '   │ ◀──────────────────── codeConfirmed ── │   the proof that I know it too',
    '   │ ◀─────────────────────────── paired ── │   once the manager has said yes',
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

export function standbySection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'LAN: standby and hub'),
    'A WebSocket at `/standby` on the same door, opened by the standby. Messages are text frames; a segment is a binary',
    'frame: its number (u32), then the bytes that head office would be sent.',
    ...heading(3, 'Standby → hub'),
    ...standbyToHubSchema.options.flatMap(option =>
      message(said, {name: option.shape.type.value, schema: option, level: 4}),
    ),
    ...heading(3, 'Hub → standby'),
    ...hubToStandbySchema.options
      .filter(option => option.shape.type.value !== 'standbyBeat') // said above
      .flatMap(option => message(said, {name: option.shape.type.value, schema: option, level: 4})),
  ];
}

export function closeCodeSection(): string[] {
  return [
    ...heading(3, 'Close codes'),
    'Before it closes, the hub sends `refused` with the reason. *Retry* `later`: the terminal rings again by',
    'itself; `never`: a person is told first, though the terminal keeps selling and asks again now and then.',
    '',
    ...table(
      ['code', 'reason', 'retry', 'what it means'],
      Object.entries(LAN_CLOSE_CODES).map(([reason, {code, retry, means}]) => [
        String(code),
        inCode(reason),
        retry,
        means,
      ]),
    ),
  ];
}

export function wanSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'WAN: hub and gateway'),
    `HTTPS requests of the hub. A segment is sent as its bytes, \`${SEGMENT_MEDIA_TYPE}\`, and is signed in itself;`,
    `of any other request the hub signs path and body, names itself in \`${HUB_HEADER}\` and puts the signature into`,
    `\`${SIGNATURE_HEADER}\`. The gateway signs every answer in the same header, over the request it answers.`,
    '',
    ...table(
      ['POST to', ''],
      Object.entries(WAN_PATHS).map(([name, path]) => [
        inCode(path),
        said.surely(`WAN_PATHS.${name}`),
      ]),
    ),
    ...WAN_MESSAGES.flatMap(([name, schema]) => message(said, {name, schema, level: 3})),
  ];
}

export function hubJournalSection(said: WireDocblocks): string[] {
  return [
    ...heading(2, 'The hub’s own journal'),
    'A hub writes entries too, under the workstation `hub`, in a journal with a new key in each ledger.',
    ...HUB_BODIES.flatMap(([name, schema]) => message(said, {name, schema, level: 3})),
    '',
    `A ledger is opened because: ${LEDGER_OPENED_REASONS.map(inCode).join(', ')}. An alarm is one of:`,
    `${ALARM_CODES.map(inCode).join(', ')}.`,
  ];
}

function message(
  said: WireDocblocks,
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
    const about = above.has(field) ? '' : said.of(`${schemaName}.${field}`);
    above.add(field);
    return [inCode(path), required ? form : `${form} (may be absent)`, about];
  });
  const after = NOTES[name] === undefined ? [] : ['', said.surely(NOTES[name])];
  return [
    ...heading(level, `\`${name}\``),
    ...(said.of(schemaName) ? [said.of(schemaName), ''] : []),
    ...(rows.length > 0 ? table(['field', 'form', ''], rows) : ['No fields of its own.']),
    ...after,
  ];
}

/** Messages with a part whose own docblock explains it. */
const NOTES: Readonly<Record<string, string>> = {recordTransactionReply: 'recordOutcomeSchema'};
