import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {expect, test} from 'vitest';
import {compareHeads} from './compare-heads.ts';
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
const recordedBy = ({hub}: TestTill) => [...hub.journals.values()].map(({bodies}) => bodies.length);

test('what is readable before it is sent, it is named once, and selling goes on', async () => {
  const till = await damagedTill(3);
  till.hub.up = true;
  await till.clock.advance(10_000);
  expect(recordedBy(till)).toEqual([2]);
  for (let sale = 6; sale <= 8; sale++) {
    const {receiptNumber} = await till.terminal.submit(saleDraft([sale]));
    expect(receiptNumber).toContain(`00000${sale}`);
    await till.clock.advance(2_000);
  }
  expect(till.issues).toEqual([{code: 'journal/unreadable', sequenceNumber: 3, held: false}]);
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
