import {encodeTransaction, transactionKeySchema} from '@holdfast/domain';
import {signOnDraft} from '@holdfast/domain/testing';
import type {SubmissionRecord} from '@holdfast/terminal-sdk';
import {expect, test} from 'vitest';
import {readBack} from './read-back.ts';

const PLACE = {retailStoreId: '017', workstationId: 'W01', journalId: 'K7Q0000000000000'};

/** A journal of so many entries, of which the first are pruned, that answers a few at a time. */
function journalOf({
  last,
  first,
  dayOf,
}: {
  last: number;
  first: number;
  dayOf: (at: number) => string;
}) {
  const asked: number[] = [];
  const record = (sequenceNumber: number): SubmissionRecord => ({
    ...{receiptNumber: `R${sequenceNumber}`, journaledMs: 0, custody: {kind: 'journaled'}},
    key: transactionKeySchema.parse({...PLACE, sequenceNumber}),
    body: encodeTransaction({...signOnDraft(), businessDayDate: dayOf(sequenceNumber)}),
  });
  return {
    asked,
    terminal: {
      progress: {journaled: last, recorded: 0, held: 0},
      list: async (place: {afterSequenceNumber: number; entriesMax: number}) => {
        asked.push(place.afterSequenceNumber);
        const from = Math.max(first, place.afterSequenceNumber + 1);
        const count = Math.min(place.entriesMax, 50, Math.max(0, last - from + 1));
        return Array.from({length: count}, (_, at) => record(from + at));
      },
    },
  };
}
const numbers = (kept: Awaited<ReturnType<typeof readBack>>) =>
  kept.map(({record}) => record.key.sequenceNumber);

test('everything comes, newest first and once, though the journal answers a few at a time', async () => {
  const {terminal} = journalOf({last: 700, first: 1, dayOf: () => '2026-03-14'});
  const found = numbers(await readBack(terminal, () => false));
  expect(found).toEqual(Array.from({length: 700}, (_, at) => 700 - at));
});

test('it stops at a whole stretch of older days, and reads no month to tell today', async () => {
  const dayOf = (at: number) => (at > 9_900 ? '2026-03-14' : '2026-03-13');
  const {terminal, asked} = journalOf({last: 10_000, first: 1, dayOf});
  const found = await readBack(
    terminal,
    ({transaction}) => transaction.businessDayDate < '2026-03-14',
  );
  expect(found.filter(one => one.transaction.businessDayDate === '2026-03-14')).toHaveLength(100);
  expect(asked.length).toBeLessThan(20);
});

test('what was deleted here is left out, and ends it', async () => {
  const {terminal} = journalOf({last: 300, first: 290, dayOf: () => '2026-03-14'});
  expect(numbers(await readBack(terminal, () => false))).toEqual(
    Array.from({length: 11}, (_, at) => 300 - at),
  );
  const empty = journalOf({last: 0, first: 1, dayOf: () => '2026-03-14'});
  expect(await readBack(empty.terminal, () => false)).toEqual([]);
});
