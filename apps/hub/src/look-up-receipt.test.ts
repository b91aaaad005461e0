import {encodeTransaction, formatReceiptNumber} from '@holdfast/domain';
import {returnDraft, saleDraft} from '@holdfast/domain/testing';
import {openMemoryLedger} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {utf8Decode} from '@holdfast/std';
import {publicKeyText, Roster} from '@holdfast/trust';
import {journalIdOf} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {expect, test} from 'vitest';
import {receiptFinder} from './look-up-receipt.ts';

/** A hub with a sale at its first place, and what came back of it and of another one. */
async function hubWith(returns: readonly {readonly amountMinor: number; readonly of: number}[]) {
  const memory = await openMemoryLedger({digest: nodeDigest});
  const {ledger, memoryIndex: index} = memory;
  const roster = new Roster();
  const key = await createSigningKey();
  const journalId = journalIdOf(nodeDigest, key.publicKey);
  const journal = {workstationId: 'W01', name: 'Lane 1', journalId};
  const admitted = {kind: 'journalAdmitted', ...journal, publicKey: publicKeyText(key.publicKey)};
  roster.apply({v: 1, epoch: 1, changedAtMs: 0, change: {...admitted, kind: 'journalAdmitted'}});
  const till = new ChainWriter(
    {digest: nodeDigest, key},
    {retailStoreId: '017', workstationId: 'W01'},
  );
  const receipt = (sequenceNumber: number) =>
    formatReceiptNumber({workstationId: 'W01', journalId, sequenceNumber});
  const bodies = [
    saleDraft([765]),
    ...returns.map(({amountMinor, of}) => returnDraft(amountMinor, {receiptNumber: receipt(of)})),
  ];
  for (const body of bodies) {
    const entry = await till.next(utf8Decode(encodeTransaction(body)));
    await ledger.append({entry, disposition: {kind: 'accepted'}, clockOffsetMs: 0});
  }
  const find = receiptFinder({
    ...{roster, ledger, index},
    isIndexed: () => index.indexed(ledger.ledgerId) === ledger.end().position,
  });
  return {find, receipt, memory};
}

test('a receipt is found with the returns that name it, and with no others', async () => {
  const {find, receipt, memory} = await hubWith([
    {amountMinor: 100, of: 1},
    {amountMinor: 200, of: 99},
    {amountMinor: 300, of: 1},
  ]);
  await memory.index();
  const answer = await find(receipt(1));
  expect(answer.found.map(one => one.receiptNumber)).toEqual([receipt(1)]);
  expect(answer.returns.map(({key}) => key.sequenceNumber).sort()).toEqual([2, 4]);
  expect(answer.complete).toBe(true);
});

test('while the index is behind, what was found is not called complete', async () => {
  const {find, receipt} = await hubWith([{amountMinor: 100, of: 1}]);
  const answer = await find(receipt(1));
  expect([answer.found.length, answer.complete]).toEqual([1, false]);
});

test('a receipt that nobody printed, and one that is none, have nothing behind them', async () => {
  const {find, receipt, memory} = await hubWith([]);
  await memory.index();
  for (const number of [receipt(77), 'W09-ABC-000001', 'four']) {
    expect(await find(number)).toMatchObject({found: [], returns: [], complete: true});
  }
});
