import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {expect, test} from 'vitest';
import {compareHeads} from './compare-heads.ts';
import type {Custody} from './custody.ts';
import {receiptOf} from './receipt.ts';
import {TestTill} from './testing.ts';

/** Sold while the hub was away, so that nothing has been sent; then one entry rots. */
async function damagedTill(sequenceNumber: number): Promise<TestTill> {
  const till = new TestTill(nodeDigest);
  till.hub.up = false;
  await till.begin();
  for (let sale = 1; sale <= 5; sale++) {
    await till.terminal.submit(saleDraft([sale]), {submissionId: `cart-${sale}`});
  }
  till.disk.unreadable.add(sequenceNumber);
  return till;
}
const receiptsOf = ({disk}: TestTill) =>
  disk.entries.map(({entry}) => receiptOf(entry).receiptNumber);
const recordedBy = ({hub}: TestTill) => [...hub.journals.values()].map(({bodies}) => bodies.length);

test('what is behind it goes on in a successor, it is named once, and selling goes on', async () => {
  const till = await damagedTill(3);
  till.hub.up = true;
  await till.clock.advance(10_000);
  expect(recordedBy(till)).toEqual([2, 2]);
  for (let sale = 6; sale <= 8; sale++) {
    const {receiptNumber} = await till.terminal.submit(saleDraft([sale]));
    expect(receiptNumber).toContain(`00000${sale - 3}`);
    await till.clock.advance(2_000);
  }
  expect(recordedBy(till)).toEqual([2, 5]);
  expect(till.issues).toMatchObject([
    {code: 'journal/unreadable', sequenceNumber: 3, held: false},
    {code: 'journal/succeeded', lastCommon: 2, madeAgain: 2, lost: 1},
  ]);
});

test('each that cannot be read is named, and receipts of the others are found', async () => {
  const till = await damagedTill(1);
  till.disk.unreadable.add(4);
  const printed = receiptsOf(till);
  till.hub.up = true;
  await till.clock.advance(10_000);
  expect(recordedBy(till)).toEqual([0, 3]);
  const named = till.issues.filter(({code}) => code === 'journal/unreadable');
  expect(named).toMatchObject([{sequenceNumber: 1}, {sequenceNumber: 4}]);
  const [first, second, third, fourth, fifth] = printed;
  for (const receiptNumber of [second, third, fifth]) {
    const found = await till.terminal.find(receiptNumber ?? '');
    expect(found).toMatchObject({receiptNumber, custody: {kind: 'recorded'}});
  }
  for (const receiptNumber of [first, fourth]) {
    const lost = till.terminal.find(receiptNumber ?? '');
    await expect(lost).rejects.toMatchObject({code: 'journal/entry-unreadable'});
  }
});

test('whoever waits for it waits on, whoever waits for what is behind it is answered', async () => {
  const till = new TestTill(nodeDigest);
  till.hub.up = false;
  await till.begin();
  const custody: (Promise<Custody> | undefined)[] = [];
  for (const sale of [1, 2, 3]) {
    custody.push((await till.terminal.submit(saleDraft([sale]))).recorded);
  }
  till.disk.unreadable.add(2);
  till.hub.up = true;
  await till.clock.advance(10_000);
  expect(await custody[0]).toMatchObject({kind: 'recorded'});
  expect(await custody[2]).toMatchObject({kind: 'recorded'});
  await till.terminal.stop();
  await expect(custody[1]).rejects.toMatchObject({code: 'terminal/stopped'});
});

test('a hub too old to take a successor in leaves the till selling, and it says why', async () => {
  const till = await damagedTill(3);
  till.hub.succession = 'unknown';
  till.hub.up = true;
  await till.clock.advance(60_000);
  expect(till.terminal.status).toMatchObject({kind: 'blocked', code: 'unreadable', sells: true});
  expect(recordedBy(till)).toEqual([2]);
});

test('damaged on both sides of what the hub has, the hub’s own word closes the journal', async () => {
  const till = new TestTill(nodeDigest);
  await till.begin();
  for (const sale of [1, 2]) await till.terminal.submit(saleDraft([sale]));
  await till.clock.advance(5_000);
  till.hub.up = false;
  till.hub.closeAll();
  for (const sale of [3, 4]) await till.terminal.submit(saleDraft([sale]));
  till.disk.unreadable.add(2).add(3);
  till.hub.up = true;
  await till.clock.advance(20_000);
  expect(recordedBy(till)).toEqual([2, 1]);
});

test('its submission asked again is refused by name, and costs nobody else a sale', async () => {
  const till = await damagedTill(3);
  const again = till.terminal.submit(saleDraft([3]), {submissionId: 'cart-3'});
  await expect(again).rejects.toMatchObject({code: 'journal/entry-unreadable', fields: {entry: 3}});
  const {receiptNumber} = await till.terminal.submit(saleDraft([6]), {submissionId: 'cart-6'});
  expect(receiptNumber).toContain('000006');
});

test('the entry after it still names its hash: heads are compared as before', async () => {
  const till = await damagedTill(3);
  const journal = till.openJournal();
  const entryHash = till.disk.entries[2]?.entry.entryHash;
  expect.assert(entryHash);
  expect(await compareHeads(journal, {sequenceNumber: 3, entryHash})).toBe('behind');
  const other = {sequenceNumber: 3, entryHash: new Uint8Array(32)};
  expect(await compareHeads(journal, other)).toBe('forked');
});
