import {
  formatAmount,
  formatReceiptNumber,
  parseTransactionValue,
  type Transaction,
} from '@holdfast/domain';
import type {LedgerEntryText} from '@holdfast/hub/client';
import {
  type AuditNoted,
  alarmSchema,
  auditNotedSchema,
  dispositionDecidedSchema,
  HUB_WORKSTATION,
  ledgerOpenedSchema,
  type PairingNoted,
  pairingNotedSchema,
  prunedSchema,
  type RosterChange,
  rosterChangedSchema,
} from '@holdfast/wire';
import {plural} from './quantity-text.ts';

/** An entry in few words: whose, what, how much, and what more there is to say. */
export interface EntryWords {
  /** A receipt number; `hub` for what the hub itself wrote down. */
  readonly who: string;
  readonly what: string;
  readonly amount: string;
  readonly detail: string;
}

export function entryWords(entry: LedgerEntryText): EntryWords {
  if (entry.workstationId === HUB_WORKSTATION) {
    return {who: HUB_WORKSTATION, what: entry.kind, amount: '', detail: hubDetail(entry)};
  }
  const who = formatReceiptNumber(entry);
  const transaction = parseTransactionValue(entry.body);
  if (transaction.ok) return {who, ...transactionWords(transaction.value)};
  return {who, what: entry.kind, amount: '', detail: entry.body === undefined ? 'no body' : ''};
}

function transactionWords(transaction: Transaction): Omit<EntryWords, 'who'> {
  switch (transaction.kind) {
    case 'RetailTransaction': {
      const {transactionType, currencyCode, lineItems, total} = transaction;
      const items = lineItems.filter(({kind}) => kind === 'Sale' || kind === 'Return').length;
      const amount = formatAmount(total.transactionGrandAmountMinor, currencyCode);
      return {
        what: transactionType,
        amount: `${amount} ${currencyCode}`,
        detail: plural(items, 'item'),
      };
    }
    case 'TenderControlTransaction': {
      const {controlType, currencyCode, tenders} = transaction;
      const sum = tenders.reduce((total, {amountMinor}) => total + amountMinor, 0);
      const types = tenders.map(({tenderType}) => tenderType).join(', ');
      return {
        what: controlType,
        amount: `${formatAmount(sum, currencyCode)} ${currencyCode}`,
        detail: types,
      };
    }
    case 'ControlTransaction':
      return {what: transaction.controlType, amount: '', detail: transaction.reason ?? ''};
  }
}

function hubDetail({kind, body}: LedgerEntryText): string {
  switch (kind) {
    case 'ledgerOpened':
      return ledgerOpenedSchema.safeParse(body).data?.reason ?? '';
    case 'rosterChanged': {
      const changed = rosterChangedSchema.safeParse(body).data;
      return changed ? rosterDetail(changed.change) : '';
    }
    case 'alarm': {
      const alarm = alarmSchema.safeParse(body).data;
      return alarm ? `${alarm.code}: ${alarm.detail}` : '';
    }
    case 'disposition': {
      const decided = dispositionDecidedSchema.safeParse(body).data;
      return decided
        ? `${formatReceiptNumber(decided.key)}: ${decided.decision}, ${decided.reason}`
        : '';
    }
    case 'pruned': {
      const pruned = prunedSchema.safeParse(body).data;
      return pruned ? `ledger ${pruned.ledgerId} deleted up to ${pruned.position}` : '';
    }
    case 'pairing': {
      const noted = pairingNotedSchema.safeParse(body).data;
      return noted ? `by ${noted.by}: ${pairingDetail(noted.event)}` : '';
    }
    case 'audit': {
      const noted = auditNotedSchema.safeParse(body).data;
      return noted ? auditDetail(noted) : '';
    }
    default:
      return '';
  }
}

function auditDetail({who, act, subject, reason, outcome}: AuditNoted): string {
  const by = who.kind === 'operator' ? `${who.role} ${who.operatorId}` : who.kind;
  const about = [act, subject, reason].filter(part => part !== '').join(' ');
  return `${by}: ${about} (${outcome})`;
}

function pairingDetail(event: PairingNoted['event']): string {
  switch (event.kind) {
    case 'opened':
      return 'window opened';
    case 'guessFailed':
      return `wrong ${event.workstationId} “${event.name}” from ${event.address}, tries left: ${event.triesLeft}`;
    case 'refused':
      return `${event.workstationId} “${event.name}” refused: ${event.reason}`;
    case 'nameShown':
      return `${event.workstationId} “${event.name}” asks from ${event.address}`;
    case 'approved':
      return `journal ${event.journalId} approved`;
    case 'paired':
      return `${event.workstationId} paired`;
    case 'closed':
      return `window closed: ${event.reason}`;
  }
}

function rosterDetail(change: RosterChange): string {
  switch (change.kind) {
    case 'journalAdmitted':
      return `${change.workstationId} let in as “${change.name}”`;
    case 'journalRenamed':
      return `journal ${change.journalId} named “${change.name}”`;
    case 'journalClosed':
      return `journal ${change.journalId} closed: ${change.reason}`;
    case 'hubChanged':
      return 'this hub took over the store';
    case 'successorNamed':
      return `standby hub “${change.name}” may take over`;
    case 'successorDismissed':
      return 'no standby hub any more';
    case 'recoveryKeyNamed':
      return 'recovery sheet proven: it may name a hub';
    case 'authoritySealed':
      return 'the store’s authority, sealed';
  }
}
