import {expect, test} from 'vitest';
import {journalIdSchema, transactionKeySchema, workstationIdSchema} from './ids.ts';
import {parseValue} from './parse-value.ts';

const key = {
  retailStoreId: 'S-042',
  workstationId: 'W03',
  journalId: 'K7Q2M4X9P1RZTV00',
  sequenceNumber: 482,
};

test.each(['', 'W 3', 'W.3', 'W/3', '../W3', 'Ä1', 'W'.repeat(33)])('%j names no workstation', id =>
  expect(workstationIdSchema.safeParse(id).success).toBe(false),
);

test.each(['k7q2m4x9p1rztv00', 'K7Q2M4X9P1RZTVI0', 'K7Q2M4X9P1RZTV0'])('%j is no journal', id =>
  expect(journalIdSchema.safeParse(id).success).toBe(false),
);

test('a key has four parts', () => {
  expect(parseValue(transactionKeySchema, key)).toEqual({ok: true, value: key});
});

test.each([0, -1, 1.5, 4_294_967_296, '1'])('%j is no sequence number', sequenceNumber => {
  expect(parseValue(transactionKeySchema, {...key, sequenceNumber})).toMatchObject({
    ok: false,
    issue: {field: 'sequenceNumber'},
  });
});
