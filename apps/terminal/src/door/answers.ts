import {utf8Decode} from '@holdfast/std';
import {
  formatAddress,
  type Submission,
  type SubmissionRecord,
  type Terminal,
} from '@holdfast/terminal-sdk';

/** What a caller gets for a transaction that is on this till's disk. */
export function submissionAnswer({receiptNumber, key, custody, repeated}: Submission) {
  return {receiptNumber, key, custody, repeated};
}

/** What a caller gets for a receipt: where the transaction is now, and what it says. */
export function recordAnswer(record: SubmissionRecord) {
  const {receiptNumber, key, custody, journaledMs, body} = record;
  const transaction: unknown = JSON.parse(utf8Decode(body));
  return {receiptNumber, key, custody, journaledMs, transaction};
}

/** The state of this till, in the words of the SDK. */
export function statusAnswer(terminal: Terminal) {
  const {status, progress, pairing} = terminal;
  const hub = 'hub' in status ? status.hub : undefined;
  return {
    status: {
      ...status,
      ...(hub ? {foundBy: hub.via, hubAddress: formatAddress(hub.address)} : {}),
    },
    custody: progress,
    ...(pairing
      ? {
          terminal: {
            retailStoreId: pairing.retailStoreId,
            workstationId: pairing.workstationId,
            journalId: pairing.journalId,
            hubId: pairing.hubId,
          },
        }
      : {}),
  };
}
