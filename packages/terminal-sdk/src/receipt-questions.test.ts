import {transactionKeySchema} from '@holdfast/domain';
import {isFault, toBase64Url} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import type {ReceiptAnswer} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import {ReceiptQuestions} from './receipt-questions.ts';

const KEY = transactionKeySchema.parse({
  ...{retailStoreId: '017', workstationId: 'W01', journalId: 'K7Q0000000000000'},
  sequenceNumber: 7,
});
const body = new Uint8Array([1, 2, 3]);
const recorded = {key: KEY, receiptNumber: 'W01-K7Q-000007', body: toBase64Url(body)};
const answer = (question: number): ReceiptAnswer => ({
  type: 'receiptAnswer',
  ...{v: 1, question, found: [recorded], returns: [], complete: true},
});
const unreachable = (asked: Promise<unknown>) =>
  asked.then(
    () => false,
    (error: unknown) => isFault(error, 'hub/unreachable'),
  );

test('a question goes to the hub, and its own answer comes back', async () => {
  const questions = new ReceiptQuestions(new VirtualClock());
  const sent: number[] = [];
  questions.open(({question}) => sent.push(question));
  const asked = questions.ask('W01-K7Q-000007');
  questions.hear(answer((sent[0] ?? 0) + 1)); // of nobody's question
  questions.hear(answer(sent[0] ?? 0));
  const {found, complete} = await asked;
  expect([found.map(one => [...one.body]), complete]).toEqual([[[1, 2, 3]], true]);
});

test('without a hub, with one that goes, and with one that never answers, the hub is not reached', async () => {
  const clock = new VirtualClock();
  const questions = new ReceiptQuestions(clock);
  expect(await unreachable(questions.ask('W01-K7Q-000007'))).toBe(true);
  questions.open(() => {});
  const cut = questions.ask('W01-K7Q-000007');
  questions.close();
  expect(await unreachable(cut)).toBe(true);
  questions.open(() => {});
  const silent = questions.ask('W01-K7Q-000007');
  await clock.advance(TERMINAL_LIMITS.receiptAnswerMs);
  expect(await unreachable(silent)).toBe(true);
});
