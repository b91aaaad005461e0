import {formatIssue, issue, type Parsed, parsed} from '@holdfast/std';
import * as z from 'zod';
import {codeConfirmedSchema} from '../pairing/code-confirmed.ts';
import {codeShareSchema} from '../pairing/code-share.ts';
import {confirmCodeSchema} from '../pairing/confirm-code.ts';
import {pairByCodeSchema} from '../pairing/pair-by-code.ts';
import {askReceiptSchema, receiptAnswerSchema} from './ask-receipt.ts';
import {authenticateSchema} from './authenticate.ts';
import {pingSchema, pongSchema} from './heartbeat.ts';
import {heldSchema} from './held.ts';
import {helloSchema} from './hello.ts';
import {mirroredJournalSchema} from './mirrored-journal.ts';
import {pairedSchema, pairSchema} from './pair.ts';
import {personalErasedSchema} from './personal-erased.ts';
import {decidePrintSchema, printersSchema, printPaperSchema, printStateSchema} from './printing.ts';
import {recordTransactionReplySchema, recordTransactionSchema} from './record-transaction.ts';
import {refusedSchema} from './refused.ts';
import {keepRosterSchema, showRosterSchema} from './roster-copy.ts';
import {askSharedSchema, sharedPartSchema, sharedVersionsSchema} from './shared-documents.ts';
import {storeStatusSchema} from './store-status.ts';
import {askEntryHashSchema, entryHashSchema, succeededSchema, succeedSchema} from './succession.ts';
import {changeSuspendedSchema, suspendedChangedSchema} from './suspended-sales.ts';
import {welcomeSchema} from './welcome.ts';

/** Everything a terminal may say. */
export const terminalToHubSchema = z.discriminatedUnion('type', [
  authenticateSchema,
  recordTransactionSchema,
  pingSchema,
  pairSchema,
  pairByCodeSchema,
  confirmCodeSchema,
  askEntryHashSchema,
  succeedSchema,
  showRosterSchema,
  askSharedSchema,
  printPaperSchema,
  decidePrintSchema,
  askReceiptSchema,
  changeSuspendedSchema,
]);
export type TerminalToHub = z.output<typeof terminalToHubSchema>;

/** Everything a hub may say. */
export const hubToTerminalSchema = z.discriminatedUnion('type', [
  helloSchema,
  welcomeSchema,
  recordTransactionReplySchema,
  heldSchema,
  pongSchema,
  storeStatusSchema,
  refusedSchema,
  pairedSchema,
  codeShareSchema,
  codeConfirmedSchema,
  entryHashSchema,
  succeededSchema,
  keepRosterSchema,
  sharedVersionsSchema,
  sharedPartSchema,
  mirroredJournalSchema,
  printersSchema,
  printStateSchema,
  receiptAnswerSchema,
  personalErasedSchema,
  suspendedChangedSchema,
]);
export type HubToTerminal = z.output<typeof hubToTerminalSchema>;

const TERMINAL_TYPES: ReadonlySet<string> = new Set(
  terminalToHubSchema.options.map(option => option.shape.type.value),
);
const HUB_TYPES: ReadonlySet<string> = new Set(
  hubToTerminalSchema.options.map(option => option.shape.type.value),
);

/**
 * A message of a type this version does not know: a newer peer's. Ignored, counted, never a reason
 * to close.
 */
export interface UnknownMessage {
  readonly type: 'unknown';
  readonly name: string;
}

export function parseTerminalMessage(frame: string): Parsed<TerminalToHub | UnknownMessage> {
  return parseFrame(frame, {schema: terminalToHubSchema, types: TERMINAL_TYPES});
}

export function parseHubMessage(frame: string): Parsed<HubToTerminal | UnknownMessage> {
  return parseFrame(frame, {schema: hubToTerminalSchema, types: HUB_TYPES});
}

export function encodeLanMessage(message: TerminalToHub | HubToTerminal): string {
  return JSON.stringify(message);
}

const typedSchema = z.object({v: z.int(), type: z.string().max(64)});

function parseFrame<T>(
  frame: string,
  side: {readonly schema: z.ZodType<T>; readonly types: ReadonlySet<string>},
): Parsed<T | UnknownMessage> {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return issue('', 'is not JSON');
  }
  const typed = typedSchema.safeParse(json);
  if (!typed.success) return issue('type', 'every message names its version and type');
  if (!side.types.has(typed.data.type)) return parsed({type: 'unknown', name: typed.data.type});
  const result = side.schema.safeParse(json);
  if (result.success) return parsed(result.data);
  const first = result.error.issues[0];
  const where = [typed.data.type, ...(first?.path ?? [])].map(String).join('.');
  return issue(where, formatIssue({field: '', reason: first?.message ?? 'malformed'}));
}
