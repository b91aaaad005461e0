import {openMemoryLedger} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {toBase64Url} from '@holdfast/std';
import {publicKeyText, Roster} from '@holdfast/trust';
import {encodeSupersedes, GENESIS_HASH, type JournalEntry, journalIdOf} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {expect, test} from 'vitest';
import {findReceipt} from './find-receipt.ts';

const PLACE = {retailStoreId: '017', workstationId: 'W01'};
const [paired, successor] = [await createSigningKey(), await createSigningKey()];
const [closed, open] = [paired, successor].map(key => journalIdOf(nodeDigest, key.publicKey));

/** Two sales are shared; the hub has a third, and the till another one, which it made again. */
async function hub() {
  const {ledger} = await openMemoryLedger({digest: nodeDigest});
  const roster = new Roster();
  if (!closed || !open) throw new Error('there are two journals');
  const entry = {v: 1, epoch: 1, changedAtMs: 0};
  const lastCommon = {sequenceNumber: 2, entryHash: toBase64Url(GENESIS_HASH)};
  const till = {workstationId: 'W01', name: 'Lane 1'};
  const certificate = toBase64Url(new Uint8Array(64));
  const first = {journalId: closed, publicKey: publicKeyText(paired.publicKey)};
  roster.apply({...entry, change: {kind: 'journalAdmitted', ...till, ...first}});
  const succeeds = {journalId: closed, lastCommon, certificate};
  const next = {journalId: open, publicKey: publicKeyText(successor.publicKey), succeeds};
  roster.apply({...entry, change: {kind: 'journalAdmitted', ...till, ...next}});
  const record = async (recorded: JournalEntry) =>
    ledger.append({entry: recorded, disposition: {kind: 'accepted'}, clockOffsetMs: 0});
  const old = new ChainWriter({digest: nodeDigest, key: paired}, PLACE);
  for (const body of ['1', '2', '3 as the hub has it']) await record(await old.next(body));
  const again = new ChainWriter({digest: nodeDigest, key: successor}, PLACE);
  const entryHash = new Uint8Array(32).fill(3);
  const extension = encodeSupersedes([{journalId: closed, sequenceNumber: 3, entryHash}]);
  await record(await again.next('3 as the till made it again', {extension}));
  await record(await again.next('4'));
  const bodiesOf = async (journalId: string, sequenceNumber: number) => {
    const printed = {workstationId: 'W01', journalMark: journalId.slice(0, 3), sequenceNumber};
    const found = await findReceipt({roster, ledger}, printed);
    return found.map(one => new TextDecoder().decode(one.entry.entry.body));
  };
  return {bodiesOf, closed, open};
}

test('a number that a till printed twice finds both sales', async () => {
  const {bodiesOf, closed: before} = await hub();
  expect(await bodiesOf(before, 3)).toEqual(['3 as the hub has it', '3 as the till made it again']);
});

test('a number that was printed once finds one sale, in whichever journal', async () => {
  const {bodiesOf, closed: before, open: after} = await hub();
  expect(await bodiesOf(before, 2)).toEqual(['2']);
  expect(await bodiesOf(before, 4)).toEqual([]); // 4 was sold under the new journal’s number
  expect(await bodiesOf(after, 2)).toEqual(['4']);
});
