import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, toBase64Url, utf8Decode} from '@holdfast/std';
import type {RecordOutcome} from '@holdfast/wire';
import {describe, expect, test} from 'vitest';
import {TERMINAL_LIMITS} from './limits.ts';
import type {Terminal} from './terminal.ts';
import {type RecordBreak, TestTill} from './testing.ts';

/** Each strikes once, on the third of five sales. */
const BREAKS = [
  'reply lost',
  'cut before it was recorded',
  'cut after it was recorded',
  'hub restarts blank',
  'hub falls silent',
  'hub is busy',
  'hub wants an earlier entry',
  'held already, and true',
  'held already, and a lie',
  'till dies before its commit',
  'till dies after its commit',
  'disk full',
] as const;
type Break = (typeof BREAKS)[number];

const STRUCK = 3;
const SALES = 5;

/** Sells, and asks again with the same id, as an application does, until there is a receipt. */
async function ring(till: TestTill, sale: number): Promise<string> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const submission = till.terminal.submit(saleDraft([sale]), {submissionId: `cart-${sale}`});
    try {
      return (await submission).receiptNumber;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await till.clock.advance(1_000);
    }
  }
  throw new Error('no receipt after five attempts');
}

/** Arms the break; the answer says whether it struck. */
function arm(till: TestTill, broken: Break): () => boolean {
  const {hub, disk, clock} = till;
  let struck = false;
  const once = <T>(result: T): T => {
    struck = true;
    hub.onRecord = () => undefined;
    return result;
  };
  const onThird = (strike: () => RecordBreak) => {
    hub.onRecord = ({sequenceNumber}) => (sequenceNumber === STRUCK ? strike() : undefined);
  };
  switch (broken) {
    case 'reply lost':
    case 'cut before it was recorded':
    case 'cut after it was recorded':
      onThird(() => once(broken));
      break;
    case 'hub restarts blank':
      onThird(() => {
        hub.restartBlank();
        return once('reply lost');
      });
      break;
    case 'hub falls silent':
      onThird(() => {
        hub.silent = true;
        void clock.sleep(20_000).then(() => {
          hub.silent = false;
        });
        return once('reply lost');
      });
      break;
    case 'hub is busy':
      onThird(() => once({kind: 'busy', retryAfterMs: 700}));
      break;
    case 'hub wants an earlier entry':
      onThird(() => {
        const [first] = disk.entries;
        const lastEntryHash = toBase64Url(first?.entry.entryHash ?? new Uint8Array(32));
        return once({kind: 'outOfOrder', expectedSequenceNumber: 2, lastEntryHash});
      });
      break;
    case 'held already, and true':
    case 'held already, and a lie':
      hub.onRecord = async ({sequenceNumber}) => {
        if (sequenceNumber !== STRUCK) return undefined;
        const about = broken.endsWith('lie') ? 1 : STRUCK;
        const {entry} = disk.entries[about - 1] ?? expect.fail('it was sold');
        const {workstationId, journalId} = entry.header;
        const {entryHash} = entry;
        const bytes = await hub.sign({workstationId, journalId, sequenceNumber, entryHash});
        return once({kind: 'held', statement: toBase64Url(bytes)});
      };
      break;
    case 'till dies before its commit':
      disk.sync = async () => {
        if (till.disk.entries.length === STRUCK - 1) {
          disk.sync = async () => {};
          disk.nextFault = {fault: once(new Fault('database/failed')), when: 'before'};
        }
      };
      break;
    case 'till dies after its commit':
      disk.sync = async () => {
        if (till.disk.entries.length === STRUCK - 1) {
          disk.sync = async () => {};
          disk.nextFault = {fault: once(new Fault('database/failed')), when: 'after'};
        }
      };
      break;
    case 'disk full':
      disk.nextFault = {fault: once(new Fault('database/disk-full')), when: 'before'};
  }
  return () => struck;
}

/** A supervisor: a till whose journal failed is started again. */
function keepAlive(till: TestTill, terminal: Terminal): void {
  void terminal.failed.then(async () => keepAlive(till, await till.crash()));
}

test.each(BREAKS)('%s: the hub has every sale once, in order', async broken => {
  const till = new TestTill(nodeDigest);
  keepAlive(till, await till.begin());
  const receipts: string[] = [];
  let struck = () => false;
  for (let sale = 1; sale <= SALES; sale++) {
    if (sale === STRUCK) struck = arm(till, broken);
    receipts.push(await ring(till, sale));
    await till.clock.advance(10);
  }
  const done = () =>
    till.hub.recorded.length === SALES &&
    till.terminal.progress.recorded === SALES &&
    till.terminal.status.kind === 'online';
  await till.clock.runUntil(done, {stepMs: 100, limitMs: 120_000});
  expect(struck()).toBe(true);
  const journaled = till.disk.entries.map(({entry}) => utf8Decode(entry.body));
  expect(journaled).toHaveLength(SALES);
  expect(till.hub.recorded).toEqual(journaled);
  expect(new Set(receipts).size).toBe(SALES);
  expect(till.terminal.progress.journaled).toBe(SALES);
  const lies = till.issues.filter(({code}) => code === 'held/mismatch');
  expect(lies).toHaveLength(broken === 'held already, and a lie' ? 1 : 0);
  await till.terminal.stop();
});

/** Commits of a till in the background. Each meets a full disk once, and the till goes on. */
const BACKGROUND = {
  'what a hub has recorded': async (till: TestTill) => {
    await till.terminal.submit(saleDraft());
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    await till.clock.advance(TERMINAL_LIMITS.custodyFlushMs);
  },
  'what a hub has recorded, when the talk ends': async (till: TestTill) => {
    await till.terminal.submit(saleDraft());
    await till.clock.advance(0);
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    till.hub.closeAll();
  },
  'where the hub was reached': async (till: TestTill) => {
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    till.hub.address = {host: '192.0.2.9', port: 7443};
    till.hub.closeAll();
    till.finder.tell({
      type: 'found',
      hub: {via: 'dns-sd', address: till.hub.address, idPrefix: '', name: ''},
    });
  },
  'what head office holds': async (till: TestTill) => {
    await till.terminal.submit(saleDraft());
    await till.clock.advance(0);
    await till.terminal.submit(saleDraft());
    await till.clock.advance(TERMINAL_LIMITS.custodyFlushMs);
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    await sayHeld(till);
  },
  'what may be deleted': async (till: TestTill) => {
    for (let sale = 0; sale < 3; sale++) await till.terminal.submit(saleDraft());
    till.clock.wallOffsetMs += 40 * 24 * 60 * 60_000;
    await sayHeld(till);
    await till.clock.advance(TERMINAL_LIMITS.pruneEveryMs - TERMINAL_LIMITS.custodyFlushMs * 2);
    till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
    await till.clock.advance(TERMINAL_LIMITS.custodyFlushMs * 4);
  },
} as const;

async function sayHeld(till: TestTill): Promise<void> {
  const {entry} = till.disk.entries.at(-1) ?? expect.fail('something was sold');
  const statement = await till.hub.sign({...entry.header, entryHash: entry.entryHash});
  till.hub.say({v: 1, type: 'held', statement: toBase64Url(statement)});
  await till.clock.advance(100);
}

test.each(Object.keys(BACKGROUND) as (keyof typeof BACKGROUND)[])(
  'a disk that is too full to keep %s hurts nobody',
  async name => {
    const till = new TestTill(nodeDigest);
    await till.begin();
    await BACKGROUND[name](till);
    await till.clock.advance(10_000);
    expect(till.disk.nextFault).toBeUndefined(); // it struck
    const {recorded} = await till.terminal.submit(saleDraft());
    await till.clock.advance(1_000);
    expect(await recorded).toMatchObject({kind: 'recorded'});
    expect(till.terminal.status.kind).toBe('online');
    expect(till.issues).toEqual([]);
    await till.terminal.stop();
  },
);

describe('outcomes that a person has to look at', () => {
  test('a quarantined sale is recorded, and the queue moves on', async () => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    const {ledgerId} = till.hub;
    till.hub.onRecord = ({sequenceNumber: position}) =>
      position === 2
        ? {kind: 'quarantined', ledgerId, position, reason: 'wrongStore', detail: 'S9'}
        : undefined;
    const [first, second] = [
      await terminal.submit(saleDraft([1])),
      await terminal.submit(saleDraft([2])),
    ];
    await till.clock.advance(100);
    expect(await first.recorded).not.toHaveProperty('quarantine');
    expect(await second.recorded).toMatchObject({
      kind: 'recorded',
      quarantine: {sequenceNumber: 2, reason: 'wrongStore', detail: 'S9'},
    });
    expect(terminal.status.backlog).toMatchObject({terminal: 0, quarantined: 1});
    expect(till.custody).toContainEqual(expect.objectContaining({kind: 'quarantined'}));
  });

  test('a refused sale blocks the till, which sells on and offers it again', async () => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    till.hub.onRecord = () => ({kind: 'refused', reason: 'wrongHeader', detail: 'x'});
    await terminal.submit(saleDraft());
    await till.clock.advance(1_000);
    expect(terminal.status).toMatchObject({
      kind: 'blocked',
      code: 'refused',
      detail: 'wrongHeader: x',
      sells: true,
      backlog: {terminal: 1},
    });
    expect(till.issues).toContainEqual({code: 'hub/refused', reason: 'wrongHeader', detail: 'x'});
    expect(till.custody.at(-1)).toMatchObject({kind: 'refused', sequenceNumber: 1});
    till.hub.onRecord = () => undefined;
    await terminal.submit(saleDraft());
    await till.clock.advance(TERMINAL_LIMITS.refusedRetryMs + 1_000);
    expect(till.hub.recorded).toHaveLength(2);
    expect(terminal.status.kind).toBe('online');
  });

  test.each([
    ['another entry', () => toBase64Url(new Uint8Array(32).fill(1)), 'blocked'],
    [
      'this very entry, so it has not forked at all',
      (till: TestTill) => toBase64Url(till.disk.entries[0]?.entry.entryHash ?? new Uint8Array(32)),
      'online',
    ],
  ])('a hub that says forked and names %s', async (_, hashOf, kind) => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    let forks = 0;
    till.hub.onRecord = () =>
      forks++ === 0 ? {kind: 'forked', recordedEntryHash: hashOf(till)} : undefined;
    await terminal.submit(saleDraft());
    await till.clock.advance(15_000);
    expect(terminal.status.kind).toBe(kind);
    expect(forks).toBeGreaterThan(0);
    expect(terminal.progress.recorded).toBe(kind === 'online' ? 1 : 0);
  });
});

describe('a hub that makes no sense', () => {
  test.each<[string, RecordOutcome]>([
    [
      'always wants an entry it was just given',
      {
        kind: 'outOfOrder',
        expectedSequenceNumber: 1,
        lastEntryHash: toBase64Url(new Uint8Array(32)),
      },
    ],
    ['is busy for ever', {kind: 'busy', retryAfterMs: 0}],
  ])('and %s is not asked in a hot loop', async (_, outcome) => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    let asked = 0;
    till.hub.onRecord = () => {
      asked += 1;
      return outcome;
    };
    await terminal.submit(saleDraft());
    await till.clock.advance(10_000);
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(10_000 / TERMINAL_LIMITS.busyPauseMinMs + 1);
    till.hub.onRecord = () => undefined;
    await till.clock.advance(10_000);
    expect(till.hub.recorded).toHaveLength(1);
  });

  test('and answers what nobody asked is passed over', async () => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    const {ledgerId} = till.hub;
    till.hub.say({
      v: 1,
      type: 'recordTransactionReply',
      sequenceNumber: 77,
      outcome: {kind: 'recorded', ledgerId, position: 77},
    });
    await till.clock.advance(100);
    await terminal.submit(saleDraft());
    await till.clock.advance(100);
    expect(terminal.progress).toEqual({journaled: 1, recorded: 1, held: 0});
  });

  test('and never answers a record, though it lives, is rung again', async () => {
    const till = new TestTill(nodeDigest);
    const terminal = await till.begin();
    till.hub.onRecord = () => 'reply lost';
    await terminal.submit(saleDraft());
    await till.clock.advance(TERMINAL_LIMITS.answerMs + 3_000);
    expect(terminal.progress.recorded).toBe(1); // its next welcome said so
    expect(till.hub.connects).toBe(2);
  });
});
