import {nodeDigest} from '@holdfast/platform-node';
import {type LedgerId, ledgerIdSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {OpeningIndex} from './opening-index.ts';
import type {LedgerIndex} from './ports.ts';
import {MemoryLedgerIndex} from './testing.ts';

const LEDGER: LedgerId = ledgerIdSchema.parse(`${'0'.repeat(32)}.${'1'.repeat(16)}`);

test('until it is opened an index knows of nothing, and then of what it holds', async () => {
  const {promise, resolve} = Promise.withResolvers<LedgerIndex>();
  const index = new OpeningIndex(promise);
  const kept = new MemoryLedgerIndex(nodeDigest);
  await kept.pass({ledgerId: LEDGER, upTo: 7});
  expect(index.indexed(LEDGER)).toBe(0);
  resolve(kept);
  await index.opened;
  expect(index.indexed(LEDGER)).toBe(7);
});

test('who asks an index that is being opened waits for its answer', async () => {
  const {promise, resolve} = Promise.withResolvers<LedgerIndex>();
  const index = new OpeningIndex(promise);
  let answered = false;
  const totals = index.dayTotals({businessDayDate: '2026-03-14'}).then(found => {
    answered = true;
    return found;
  });
  await new Promise(done => setImmediate(done));
  expect(answered).toBe(false);
  resolve(new MemoryLedgerIndex(nodeDigest));
  expect(await totals).toEqual([]);
});
