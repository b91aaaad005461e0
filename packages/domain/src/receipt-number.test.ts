import fc from 'fast-check';
import {expect, test} from 'vitest';
import {journalIdSchema, SEQUENCE_NUMBER_MAX, workstationIdSchema} from './ids.ts';
import {formatReceiptNumber, parseReceiptNumber} from './receipt-number.ts';

const journalId = journalIdSchema.parse('K7Q2M4X9P1RZTV01');

test('a receipt number reads W03-K7Q-000482', () => {
  const workstationId = workstationIdSchema.parse('W03');
  expect(formatReceiptNumber({workstationId, journalId, sequenceNumber: 482})).toBe(
    'W03-K7Q-000482',
  );
});

test('every receipt number is read back, hyphens in the workstation and all', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
      fc.integer({min: 1, max: SEQUENCE_NUMBER_MAX}),
      (name, sequenceNumber) => {
        const workstationId = workstationIdSchema.parse(name);
        const text = formatReceiptNumber({workstationId, journalId, sequenceNumber});
        expect(parseReceiptNumber(text)).toEqual({
          ok: true,
          value: {workstationId, journalMark: 'K7Q', sequenceNumber},
        });
      },
    ),
    {numRuns: 200},
  );
});

test('small letters and look-alikes are understood', () => {
  expect(parseReceiptNumber(' W03-ko1-000482 ')).toMatchObject({value: {journalMark: 'K01'}});
  expect(parseReceiptNumber('W03-kil-000482')).toMatchObject({value: {journalMark: 'K11'}});
});

test.each([
  '',
  'W03',
  'W03-K7Q-482',
  'W03-K7-000482',
  'W03-K7U-000482',
  'W 3-K7Q-000482',
  'W03-K7Q-000000',
  'W03-K7Q-9999999999',
])('%j is no receipt number', text => expect(parseReceiptNumber(text).ok).toBe(false));
