import {nodeDigest} from '@holdfast/platform-node';
import {equalBytes} from '@holdfast/std';
import {headAfter, type JournalEntry} from '@holdfast/wire';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {accepted, openMemoryLedger, TestLane} from './testing.ts';

const digest = nodeDigest;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      lane: fc.nat(3),
      count: fc.integer({min: 1, max: 5}),
    }),
  },
  {weight: 2, arbitrary: fc.record({kind: fc.constant('sendAgain' as const), lane: fc.nat(3)})},
  {weight: 1, arbitrary: fc.constant({kind: 'fillDisk' as const})},
  {weight: 1, arbitrary: fc.constant({kind: 'reopen' as const})},
  {weight: 1, arbitrary: fc.constant({kind: 'settle' as const})},
);

/** A till that sends what is not recorded yet, in order, and keeps what it was told. */
class Till {
  readonly lane: TestLane;
  unsent: JournalEntry[] = [];
  readonly recorded: {readonly entry: JournalEntry; readonly position: number}[] = [];

  constructor(at: number) {
    this.lane = new TestLane({digest, workstationId: `W0${at}`});
  }
}

test('whatever the batches, full disks and restarts: what was recorded stands where it was said to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, {maxLength: 30}), async steps => {
      let memory = await openMemoryLedger({
        digest,
        limits: {groupEntriesMax: 4, snapshotGroupsMax: 3, recentEntriesMax: 5},
      });
      const tills = [0, 1, 2, 3].map(at => new Till(at));
      let pending: Promise<unknown>[] = [];
      const send = (till: Till, entry: JournalEntry) =>
        memory.ledger.append(accepted(entry)).then(outcome => {
          if (outcome.kind !== 'recorded') return;
          const {position} = outcome;
          const before = till.recorded.find(known => known.entry === entry);
          if (before) expect(position).toBe(before.position);
          else till.recorded.push({entry, position});
          till.unsent = till.unsent.filter(other => other !== entry);
        });
      for (const next of steps) {
        const till = 'lane' in next ? tills[next.lane] : undefined;
        if (next.kind === 'append' && till) {
          const waiting = [...till.unsent];
          const made = till.lane.take(next.count);
          till.unsent.push(...made);
          pending.push(...[...waiting, ...made].map(entry => send(till, entry)));
        } else if (next.kind === 'sendAgain' && till) {
          pending.push(...till.recorded.map(({entry}) => send(till, entry)));
        } else if (next.kind === 'fillDisk') {
          memory.store.failNextWrite('database/disk-full');
        } else {
          await Promise.all(pending);
          pending = [];
          if (next.kind === 'reopen') memory = await memory.reopen();
        }
      }
      await Promise.all(pending);
      memory = await memory.reopen();
      const {ledger} = memory;
      const read = await ledger.readAfter(0, {entriesMax: 9999, bodyBytesMax: 99_999_999});
      let head = read.headBefore;
      for (const [at, {line}] of read.entries.entries()) {
        expect(line.position).toBe(at + 1);
        head = headAfter(digest, head, line);
      }
      expect(head).toEqual(ledger.end().head);
      for (const {lane, recorded} of tills) {
        const own = read.entries.filter(({entry}) => entry.header.journalId === lane.journalId);
        expect(own.map(({entry}) => entry.header.sequenceNumber)).toEqual(
          own.map((_, at) => at + 1),
        );
        expect(recorded.length).toBe(own.length);
        for (const {entry, position} of recorded) {
          const stands = read.entries[position - 1];
          expect(stands && equalBytes(stands.line.entryHash, entry.entryHash)).toBe(true);
        }
      }
    }),
    {numRuns: 150},
  );
});
