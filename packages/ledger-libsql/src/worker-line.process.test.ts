import {ledgerIndexAcceptance, ledgerStoreAcceptance} from '@holdfast/ledger/acceptance';
import {nodeDigest} from '@holdfast/platform-node';
import {Defect, isFault} from '@holdfast/std';
import {ledgerIdSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import type {LedgerAnswer, LedgerQuestion} from './ledger-messages.ts';
import {indexOver, storeOver} from './testing/under-test.ts';
import {WorkerLine} from './worker-line.ts';

const ledgerLine = () =>
  new WorkerLine<LedgerQuestion, LedgerAnswer>(new URL('./ledger-worker.ts', import.meta.url));

ledgerStoreAcceptance('a libSQL file in a worker', {
  digest: nodeDigest,
  make: () => storeOver(ledgerLine()),
});

ledgerIndexAcceptance('a libSQL index in a worker', {
  digest: nodeDigest,
  make: () => indexOver(new WorkerLine(new URL('./index-worker.ts', import.meta.url))),
});

test('a fault in the worker is the same fault here, and the worker goes on', async () => {
  const line = ledgerLine();
  const path = '/nonexistent/ledger.db';
  const file = {path, mode: 'existing', reserveBytes: 0, keys: undefined} as const;
  const open = {kind: 'open', ledger: 1, ...file} as const;
  const met = await line.ask(open).catch(error => error);
  expect(isFault(met)).toBe(true);
  expect(await line.ask({kind: 'close', ledger: 1})).toEqual({kind: 'done'});
  await line.stop();
});

test('a defect in the worker ends it, and everyone who waits or asks later hears of it', async () => {
  const line = ledgerLine();
  const ledgerId = ledgerIdSchema.parse(`${'A'.repeat(32)}.${'B'.repeat(16)}`);
  const found = line.ask({kind: 'found', ledger: 9, ledgerId, write: {}});
  const behind = line.ask({kind: 'contents', ledger: 9});
  await expect(found).rejects.toThrow(Defect);
  await expect(behind).rejects.toThrow(Defect);
  await expect(line.ask({kind: 'contents', ledger: 9})).rejects.toThrow(Defect);
  await line.stop();
});

test('a line is stopped after what was asked before, and once is enough', async () => {
  const line = ledgerLine();
  const asked = line.ask({kind: 'close', ledger: 1});
  await Promise.all([line.stop(), line.stop()]);
  expect(await asked).toEqual({kind: 'done'});
});
