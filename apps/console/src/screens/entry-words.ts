import {parseTransactionValue, type Transaction} from '@holdfast/domain';
import type {ConsoleMessages} from '@holdfast/messages/console';

/** A body as the business it is; `undefined` where it is none. */
export function transactionOf(body: unknown): Transaction | undefined {
  const read = parseTransactionValue(body);
  return read.ok ? read.value : undefined;
}

export function kindWord(kind: string, say: ConsoleMessages): string {
  const words: Readonly<Record<string, string>> = {
    retail: say.kindSale,
    tenderControl: say.kindTenderControl,
    control: say.kindControl,
  };
  return words[kind] ?? say.kindOther;
}

/** A tender as people call it; what a newer till calls otherwise stands for itself. */
export function tenderWord(tenderType: string, say: ConsoleMessages): string {
  const words: Readonly<Record<string, unknown>> = say;
  const word = words[`tender_${tenderType}`];
  return typeof word === 'string' ? word : tenderType;
}

export function roleWord(role: string, say: ConsoleMessages): string {
  const words: Readonly<Record<string, unknown>> = say;
  const word = words[`role_${role}`];
  return typeof word === 'string' ? word : role;
}

export function custodyWord(
  custody: 'recorded' | 'mirrored' | 'held',
  say: ConsoleMessages,
): string {
  return {
    recorded: say.custodyRecorded,
    mirrored: say.custodyMirrored,
    held: say.custodyHeld,
  }[custody];
}
