import type {Ledger} from '@holdfast/ledger';
import {type Clock, toBase64Url} from '@holdfast/std';
import {
  encodeHeldStatement,
  GENESIS_HASH,
  type HubToTerminal,
  type JournalId,
  LAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import {printingOf} from './print-desk.ts';
import type {IngestPorts} from './session-host.ts';
import {sharedVersions} from './share-documents.ts';

/** How far this hub has a journal, said to the terminal that proved it is its own. */
export function welcomeOf(
  {ledger, clock}: {readonly ledger: Ledger; readonly clock: Clock},
  {journalId, kind}: {readonly journalId: JournalId; readonly kind: 'open' | 'ended'},
): HubToTerminal {
  const tail = ledger.lane(journalId);
  const held = ledger.heldStatement(journalId);
  return {
    v: LAN_PROTOCOL_VERSION,
    type: 'welcome',
    lastSequenceNumber: tail?.sequenceNumber ?? 0,
    lastEntryHash: toBase64Url(tail?.entryHash ?? GENESIS_HASH),
    ...(held ? {heldStatement: toBase64Url(encodeHeldStatement(held))} : {}),
    ...(kind === 'ended' ? {closed: 'endLost' as const} : {}),
    hubTimeMs: clock.wallMs(),
  };
}

/** The answer to a sale for a journal whose end was lost. */
export function journalIsClosed(sequenceNumber: number): HubToTerminal {
  const outcome = {kind: 'refused', reason: 'journalClosed', detail: 'its end was lost'} as const;
  return {v: LAN_PROTOCOL_VERSION, type: 'recordTransactionReply', sequenceNumber, outcome};
}

/** What a till shares with its store from now on: documents, and printers. */
export function sharedWith(
  ports: Pick<IngestPorts, 'shared' | 'printing'>,
  {workstationId}: {readonly workstationId: string},
): readonly HubToTerminal[] {
  return [
    ...(ports.shared ? [sharedVersions(ports)] : []),
    ...(ports.printing ? printingOf(ports.printing, workstationId) : []),
  ];
}
