import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, toBase64Url, utf8Decode} from '@holdfast/std';
import {supersededBy} from '@holdfast/wire';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Terminal} from './terminal.ts';
import {TestTill} from './testing.ts';

/** Each strikes once, in a till that was rolled back from five sales to three and sold two more. */
const BREAKS = [
  'till dies before the key of the successor is kept',
  'till dies after the key of the successor is kept',
  'till dies before the hand-over is kept',
  'till dies after the hand-over is kept',
  'disk full at the key of the successor',
  'disk full at the hand-over',
  'cut before the hub hears of the successor',
  'cut before the till hears that it was taken in',
  'hub is gone while they look where they part',
] as const;
type Break = (typeof BREAKS)[number];

let till: TestTill;
/** Its disk with all five, and the one with three that it came back with. */
let disks: {readonly whole: TestTill['disk']; readonly copy: TestTill['disk']};
/** The receipts of the sales after the rollback, as they were printed. */
let printed: string[];

beforeEach(async () => {
  till = new TestTill(nodeDigest);
  keepAlive(await till.begin());
  for (const sale of [1, 2, 3]) await sell(sale);
  await till.clock.advance(10_000);
  const copy = till.disk.copy();
  for (const sale of [4, 5]) await sell(sale);
  await till.clock.advance(1_000);
  await till.terminal.stop();
  expect(till.hub.recorded).toHaveLength(5);
  disks = {whole: till.disk, copy: copy.copy()};
  till.disk = copy;
  till.hub.up = false;
  keepAlive(await till.crash());
  printed = [await sell(6), await sell(7)];
});
afterEach(async () => {
  await till.terminal.stop();
});

/** A supervisor: a till whose journal failed is started again. */
function keepAlive(terminal: Terminal): void {
  void terminal.failed.then(async () => keepAlive(await till.crash()));
}

async function sell(sale: number): Promise<string> {
  const submission = till.terminal.submit(saleDraft([sale]), {submissionId: `cart-${sale}`});
  return (await submission).receiptNumber;
}

/** Every body the hub has, journal by journal, as the number that was sold. */
function recorded(): readonly string[] {
  return till.hub.recorded.map(body => String(JSON.parse(body).total.transactionGrandAmountMinor));
}

const sold = (sale: number) =>
  String(saleDraft([sale]).total?.transactionGrandAmountMinor ?? expect.fail('a sale has a total'));

async function untilItIsOver(): Promise<void> {
  const over = () =>
    till.hub.recorded.length >= 7 &&
    till.terminal.progress.recorded === 2 &&
    till.terminal.status.kind === 'online';
  await till.clock.runUntil(over, {stepMs: 100, limitMs: 300_000});
}

function arm(broken: Break): () => boolean {
  const {disk, hub} = till;
  let struck = false;
  const fault = (code: 'database/failed' | 'database/disk-full') => new Fault(code);
  const once = (of: 'successor' | 'handOver', when: 'before' | 'after', full = false) => {
    disk.nextFault = {fault: fault(full ? 'database/disk-full' : 'database/failed'), when, of};
    return () => disk.nextFault === undefined;
  };
  /** Ends the connection when the terminal says this, before or after the hub heard it. */
  const cutAt = (type: 'askEntryHash' | 'succeed', heard: boolean) => {
    const push = hub.heard.push.bind(hub.heard);
    hub.heard.push = (...messages) => {
      if (!struck && messages.some(message => message.type === type)) {
        struck = true;
        if (heard) hub.muted = true;
        else hub.closeAll();
        void till.clock.sleep(1_000).then(() => {
          hub.muted = false;
          hub.closeAll();
        });
      }
      return push(...messages);
    };
    return () => struck;
  };
  switch (broken) {
    case 'till dies before the key of the successor is kept':
      return once('successor', 'before');
    case 'till dies after the key of the successor is kept':
      return once('successor', 'after');
    case 'till dies before the hand-over is kept':
      return once('handOver', 'before');
    case 'till dies after the hand-over is kept':
      return once('handOver', 'after');
    case 'disk full at the key of the successor':
      return once('successor', 'before', true);
    case 'disk full at the hand-over':
      return once('handOver', 'before', true);
    case 'cut before the hub hears of the successor':
      return cutAt('succeed', false);
    case 'cut before the till hears that it was taken in':
      return cutAt('succeed', true);
    case 'hub is gone while they look where they part':
      return cutAt('askEntryHash', false);
  }
}

test.each(BREAKS)('%s: the hub has every sale once, and one successor', async broken => {
  const struck = arm(broken);
  till.hub.up = true;
  await untilItIsOver();
  expect(struck()).toBe(true);
  expect(recorded()).toEqual([1, 2, 3, 4, 5, 6, 7].map(sold));
  expect(till.hub.journals.size).toBe(2);
  expect(await sell(6)).toBe(printed[0]);
  expect(till.hub.recorded).toHaveLength(7);
});

describe('a till that was rolled back', () => {
  test('makes again what the hub lacks, names what it stands for, and sells on', async () => {
    till.hub.up = true;
    await untilItIsOver();
    const [closed, open] = [...till.hub.journals.entries()];
    expect(closed?.[1]).toMatchObject({closed: true});
    expect(open?.[1]).toMatchObject({closed: false, succeeds: closed?.[0]});
    const {entries} = till.disk.successor?.disk ?? expect.fail('there is a successor');
    expect(entries.map(({entry}) => supersededBy(entry.header))).toMatchObject([
      [{journalId: closed?.[0], sequenceNumber: 4}],
      [{journalId: closed?.[0], sequenceNumber: 5}],
    ]);
    const before = till.disk.entries.slice(3);
    expect(entries.map(({entry}) => entry.body)).toEqual(before.map(({entry}) => entry.body));
    await sell(8);
    await till.clock.advance(1_000);
    expect(recorded()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(sold));
    expect(till.issues.map(({code}) => code)).toContain('journal/succeeded');
  });

  test('behind what head office holds goes on by itself all the same', async () => {
    await till.terminal.stop();
    till.disk = disks.copy;
    keepAlive(await till.crash());
    await sell(6); // the fourth, where head office holds five
    const lost = disks.whole.entries.find(({entry}) => entry.header.sequenceNumber === 5);
    const {header, entryHash} = lost?.entry ?? expect.fail('five were sold');
    const {workstationId, journalId, sequenceNumber} = header;
    const held = {workstationId, journalId, sequenceNumber, entryHash};
    till.hub.heldStatement = await till.hub.sign(held);
    till.hub.up = true;
    const over = () => till.terminal.status.kind === 'online';
    await till.clock.runUntil(over, {stepMs: 100, limitMs: 300_000});
    await till.clock.advance(1_000);
    expect(recorded()).toEqual([1, 2, 3, 4, 5, 6].map(sold));
    expect(till.hub.journals.size).toBe(2);
  });

  test('finds a receipt it printed, whatever journal its sale stands in now', async () => {
    till.hub.up = true;
    await untilItIsOver();
    const found = await till.terminal.find(printed[1] ?? '');
    expect(found?.receiptNumber).toBe(printed[1]);
    expect(utf8Decode(found?.body ?? new Uint8Array())).toBe(till.hub.recorded[6]);
    expect(found?.custody.kind).toBe('recorded');
    const shared = till.disk.entries[0]?.entry ?? expect.fail('the first sale is there');
    const mark = shared.header.journalId.slice(0, 3);
    const first = await till.terminal.find(`W01-${mark}-000001`);
    expect(first?.custody.kind).toBe('recorded');
    expect(await till.terminal.find(`W01-${mark}-000006`)).toBeUndefined();
  });

  test('keeps its word to whoever waits: for what was made again, and for what was shared', async () => {
    const draft = saleDraft([9]);
    const again = await till.terminal.submit(draft, {submissionId: 'cart-9'});
    const shared = await till.terminal.submit(saleDraft([3]), {submissionId: 'cart-3'});
    expect(shared.repeated).toBe(true);
    const waits = [again.recorded, again.held, shared.held];
    till.hub.up = true;
    const over = () => till.hub.journals.size === 2 && till.terminal.status.kind === 'online';
    await till.clock.runUntil(over, {stepMs: 100, limitMs: 60_000});
    expect((await waits[0])?.kind).toBe('recorded');
    const {disk} = till.disk.successor ?? expect.fail('there is a successor');
    for (const entries of [till.disk.entries.slice(0, 3), disk?.entries ?? []]) {
      const {entry} = entries.at(-1) ?? expect.fail('there are entries');
      const statement = await till.hub.sign({...entry.header, entryHash: entry.entryHash});
      till.hub.say({v: 1, type: 'held', statement: toBase64Url(statement)});
    }
    await till.clock.advance(1_000);
    expect((await waits[1])?.kind).toBe('held');
    expect((await waits[2])?.kind).toBe('held');
    expect(till.issues.map(({code}) => code)).not.toContain('held/forged');
  });

  test('that sold nothing since goes on in a journal that begins empty', async () => {
    await till.terminal.stop();
    till.disk.entries = till.disk.entries.slice(0, 3);
    keepAlive(await till.crash());
    till.hub.up = true;
    const open = () => till.hub.journals.size === 2 && till.terminal.status.kind === 'online';
    await till.clock.runUntil(open, {stepMs: 100, limitMs: 60_000});
    expect(till.terminal.progress).toEqual({journaled: 0, recorded: 0, held: 0});
    await sell(6);
    await till.clock.advance(1_000);
    expect(recorded()).toEqual([1, 2, 3, 4, 5, 6].map(sold));
  });

  test('is blocked, sells on and makes no second key where the hub takes no successor', async () => {
    till.hub.succession = 'refused';
    till.hub.up = true;
    await till.clock.advance(300_000);
    expect(till.terminal.status).toMatchObject({kind: 'blocked', sells: true});
    const key = till.disk.successor?.key;
    await sell(8);
    await till.clock.advance(300_000);
    expect(till.disk.successor).toEqual({key, disk: undefined});
    expect(till.hub.journals.size).toBe(1);
    expect(till.disk.entries).toHaveLength(6);
  });

  test('and cannot read one that the hub lacks names it, and brings the others', async () => {
    till.disk.unreadable.add(4);
    till.hub.up = true;
    const brought = () => till.hub.recorded.length === 6;
    await till.clock.runUntil(brought, {stepMs: 100, limitMs: 60_000});
    const told = till.issues.filter(({code}) => code === 'journal/unreadable');
    expect(told).toEqual([{code: 'journal/unreadable', sequenceNumber: 4, held: false}]);
    await sell(8);
    await till.clock.advance(1_000);
    expect(recorded()).toEqual([1, 2, 3, 4, 5, 7, 8].map(sold));
    expect(await sell(7)).toBe(printed[1]);
    expect(till.disk.entries).toHaveLength(5);
  });
});
