import {encodeTransaction, formatReceiptNumber, transactionKeySchema} from '@holdfast/domain';
import {returnDraft, saleDraft} from '@holdfast/domain/testing';
import {Fault} from '@holdfast/std';
import type {StoreReceipt, SubmissionRecord} from '@holdfast/terminal-sdk';
import {expect, test} from 'vitest';
import {findOriginal, receiptIn} from './find-original.ts';

const JOURNAL = {retailStoreId: '017', workstationId: 'W01', journalId: 'K7Q0000000000000'};
const receipt = (sequenceNumber: number) => formatReceiptNumber({...JOURNAL, sequenceNumber});

function record(sequenceNumber: number, draft: Parameters<typeof encodeTransaction>[0]) {
  const key = transactionKeySchema.parse({...JOURNAL, sequenceNumber});
  const body = encodeTransaction(draft);
  const custody = {kind: 'journaled'} as const;
  return {key, receiptNumber: receipt(sequenceNumber), journaledMs: 0, custody, body};
}

/** A till with these in its journal, at a hub that knows this of every receipt, or without one. */
function till(journal: readonly SubmissionRecord[], store?: StoreReceipt) {
  return {
    progress: {journaled: journal.length, recorded: 0, held: 0},
    find: async (number: string) => journal.find(one => one.receiptNumber === number),
    list: async (place: {afterSequenceNumber: number; entriesMax: number}) =>
      journal.slice(place.afterSequenceNumber, place.afterSequenceNumber + place.entriesMax),
    lookUp: async () => {
      if (!store) throw new Fault('hub/unreachable');
      return store;
    },
  };
}

const sold = record(1, saleDraft([765]));
const back = record(2, returnDraft(765, {key: sold.key, receiptNumber: receipt(1)}));
const NOTHING: StoreReceipt = {found: [], returns: [], complete: true};
const countOf = (found: Awaited<ReturnType<typeof findOriginal>>) =>
  found.kind === 'found' ? Number(found.returned.get('A1')?.units ?? 0n) : found.kind;

test('an own receipt is found without a hub, and it is said that others were not asked', async () => {
  const found = await findOriginal(till([sold, back]), receipt(1));
  expect(found).toMatchObject({kind: 'found', lookedUpAt: 'terminal', sure: false});
  expect(countOf(found)).toBe(1);
});

test('another till’s receipt is found at the hub', async () => {
  const found = await findOriginal(till([], {...NOTHING, found: [sold]}), receipt(1));
  expect(found).toMatchObject({kind: 'found', lookedUpAt: 'hub', sure: true});
});

test('a return that both know of counts once, and one that only the hub knows counts too', async () => {
  const other = record(3, returnDraft(765, {receiptNumber: receipt(1)}));
  const store = {found: [sold], returns: [back, other], complete: true};
  expect(countOf(await findOriginal(till([sold, back], store), receipt(1)))).toBe(2);
});

test('without hub and journal there is nobody to ask; with a hub that lacks it, it is unknown', async () => {
  expect(countOf(await findOriginal(till([]), receipt(9)))).toBe('noHub');
  expect(countOf(await findOriginal(till([], NOTHING), receipt(9)))).toBe('unknown');
  expect(countOf(await findOriginal(till([]), 'no number at all'))).toBe('unknown');
  expect(countOf(await findOriginal(till([sold, back]), receipt(2)))).toBe('noSale');
});

test('a receipt number is read out of whatever a scanner types', () => {
  expect(receiptIn(`https://017.local/r/${receipt(1)}`)).toBe(receipt(1));
  expect(receiptIn(`  ${receipt(1)} `)).toBe(receipt(1));
  expect(receiptIn('6901000001018')).toBeUndefined();
});
