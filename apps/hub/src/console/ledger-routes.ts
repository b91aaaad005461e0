import {businessDayDateSchema, formatReceiptNumber, TENDER_TYPES} from '@holdfast/domain';
import type {Ledgers, TransactionQuery} from '@holdfast/ledger';
import {equalBytes, fromHex, toBase64Url} from '@holdfast/std';
import {
  dispositionDecidedSchema,
  encodeHubBody,
  entryKindOf,
  type JournalId,
  journalIdSchema,
  ledgerIdSchema,
  transactionKeyOf,
} from '@holdfast/wire';
import {type Context, Hono} from 'hono';
import * as z from 'zod';
import {TOOLS} from '../hub-tools.ts';
import {describeEntry} from '../ledger-entry-text.ts';
import {problem} from '../problem.ts';
import {act} from './act.ts';
import type {AuditBook} from './audit-book.ts';
import {allowed, type ConsoleEnv} from './console-door.ts';
import type {ENTRY_CUSTODY, LedgerHit} from './ledger-view.ts';
import {readJson} from './read-json.ts';

const PAGE = 25;
const text = z.string().trim().min(1).max(64);

/** Every condition is optional; those that are given must all hold. */
const searchSchema = z.strictObject({
  receipt: text.optional(),
  amountMinor: z.coerce.number().int().optional(),
  from: businessDayDateSchema.optional(),
  upTo: businessDayDateSchema.optional(),
  item: text.optional(),
  tender: z.enum(TENDER_TYPES).optional(),
  till: text.optional(),
  aside: z.literal('true').optional(),
  /** `LEDGER:POSITION`, as the page before said. */
  before: z
    .string()
    .regex(/^[^:]{1,80}:\d{1,15}$/)
    .optional(),
});

const placeSchema = z.object({
  journalId: journalIdSchema,
  sequenceNumber: z.coerce.number().int().min(1),
});

/** Remapping needs a list of what stands for what, which no store has yet: it is refused. */
const decisionSchema = z.strictObject({
  decision: z.enum(['accept', 'void']),
  reason: z.string().trim().min(3).max(200),
  /** Of the entry that was looked at, hexadecimal as it was told. */
  entryHash: z.string().max(64),
});

type HubLedgers = Pick<Ledgers, 'index' | 'current' | 'stats' | 'hubJournal'>;

/** Looking for transactions, one with all its lines, and deciding what stands aside. */
export function consoleLedgerRoutes(parts: {
  readonly ledgers: HubLedgers;
  /** How far a standby has a journal; 0 where there is none. */
  readonly mirroredThrough: (journalId: JournalId) => number;
  readonly audit: AuditBook;
}): Hono<ConsoleEnv> {
  const {ledgers, audit} = parts;
  const app = new Hono<ConsoleEnv>();
  const custodyOf = (place: {
    readonly journalId: JournalId;
    readonly sequenceNumber: number;
  }): (typeof ENTRY_CUSTODY)[number] => {
    const {journalId, sequenceNumber} = place;
    const held = ledgers.current.heldStatement(journalId)?.sequenceNumber ?? 0;
    if (sequenceNumber <= held) return 'held';
    return sequenceNumber <= parts.mirroredThrough(journalId) ? 'mirrored' : 'recorded';
  };
  app.get('/ledger', async context => {
    const session = allowed(context, 'look');
    if (session instanceof Response) return session;
    const asked = searchSchema.safeParse(context.req.query());
    if (!asked.success) {
      const [first] = asked.error.issues;
      return problem(400, 'is no search', {field: String(first?.path[0] ?? '')});
    }
    const found = await ledgers.index.searchTransactions(queryOf(asked.data));
    const hits = found.slice(0, PAGE).map((one): LedgerHit => {
      const {ledgerId, position, key, kindCode, receiptNumber, quarantined, voided} = one;
      const {workstationId, journalId, sequenceNumber} = key;
      const {businessDayDate, amountMinor, currencyCode} = one;
      return {
        ...{ledgerId, position, workstationId, journalId, sequenceNumber, receiptNumber},
        ...{kind: entryKindOf(kindCode) ?? `kind ${kindCode}`, quarantined, voided},
        ...(businessDayDate === undefined ? {} : {businessDayDate}),
        ...(amountMinor === undefined ? {} : {amountMinor}),
        ...(currencyCode === undefined ? {} : {currencyCode}),
        custody: custodyOf({journalId, sequenceNumber}),
      };
    });
    const last = hits.at(-1);
    const more = found.length > PAGE && last;
    return context.json({
      hits,
      ...(more ? {before: {ledgerId: last.ledgerId, position: last.position}} : {}),
      indexedPosition: ledgers.stats().indexedPosition,
      position: ledgers.current.end().position,
    });
  });
  app.get('/ledger/entries/:journalId/:sequenceNumber', async context => {
    const session = allowed(context, 'look');
    if (session instanceof Response) return session;
    const found = await entryAt(context);
    if (!found) return problem(404, 'no such entry on this hub');
    const {header} = found.entry.entry;
    return context.json({
      entry: describeEntry(found.ledgerId, found.entry),
      receiptNumber: formatReceiptNumber(transactionKeyOf(header)),
      custody: custodyOf(header),
    });
  });
  app.post('/ledger/entries/:journalId/:sequenceNumber/decision', async context => {
    const session = allowed(context, 'quarantine');
    if (session instanceof Response) return session;
    const told = await readJson(context, decisionSchema);
    if (told instanceof Response) return told;
    const found = await entryAt(context);
    if (!found) return problem(404, 'no such entry on this hub');
    const {entry, line} = found.entry;
    const key = transactionKeyOf(entry.header);
    const seen = fromHex(told.entryHash);
    if (!seen || !equalBytes(seen, entry.entryHash)) return problem(409, 'it is another entry');
    if (line.disposition.kind !== 'quarantined') return problem(409, 'it does not stand aside');
    const subject = formatReceiptNumber(key);
    const named = {
      ...{audit, subject, reason: told.reason},
      right: 'quarantine',
      act: told.decision === 'accept' ? 'entryAccepted' : 'entryVoided',
    } as const;
    const {person} = session;
    const done = await act(context, named, async () => {
      const body = encodeHubBody(dispositionDecidedSchema, {
        ...{v: 1, key, entryHash: toBase64Url(entry.entryHash), decision: told.decision},
        ...{reason: told.reason, decidedAtMs: TOOLS.clock.wallMs()},
        decidedBy: person.kind === 'operator' ? person.operatorId : person.kind,
      });
      await ledgers.hubJournal.append('disposition', body);
      return {decided: told.decision};
    });
    return done instanceof Response ? done : context.json(done);
  });
  return app;

  async function entryAt(context: Context<ConsoleEnv>) {
    const place = placeSchema.safeParse(context.req.param());
    return place.success ? ledgers.current.find(place.data) : undefined;
  }
}

function queryOf(asked: z.output<typeof searchSchema>): TransactionQuery {
  const {receipt, amountMinor, from, upTo, item, tender, till, aside, before} = asked;
  const [ledger = '', position = ''] = before?.split(':') ?? [];
  const ledgerId = ledgerIdSchema.safeParse(ledger);
  return {
    ...(receipt === undefined ? {} : {receiptNumber: receipt.toUpperCase()}),
    ...(amountMinor === undefined ? {} : {amountMinor}),
    ...(from === undefined ? {} : {businessDayFrom: from}),
    ...(upTo === undefined ? {} : {businessDayUpTo: upTo}),
    ...(item === undefined ? {} : {itemId: item}),
    ...(tender === undefined ? {} : {tenderType: tender}),
    ...(till === undefined ? {} : {workstationId: till}),
    ...(aside === undefined ? {} : {quarantined: true}),
    ...(ledgerId.success ? {before: {ledgerId: ledgerId.data, position: Number(position)}} : {}),
    limit: PAGE + 1,
  };
}
