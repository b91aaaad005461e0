import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {flipBits} from './flip-bits.ts';
import {cutPower} from './power-cut.ts';
import {strikeCalls} from './strike-calls.ts';
import {type Recording, record, straceMissing} from './work.ts';

/** One strike, and no more of its kind. */
const LAST = 1_000;
const missing = straceMissing();
const skipped = missing !== undefined && process.env['HOLDFAST_REQUIRE'] !== 'all';

describe.skipIf(skipped)(`the crash lab${skipped ? ` (skipped: ${missing})` : ''}`, () => {
  let directory: string;
  let ledger: Recording;
  let journal: Recording;
  beforeAll(async () => {
    if (missing !== undefined)
      throw new Error(`HOLDFAST_REQUIRE=all, and the crash lab ${missing}`);
    directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
    ledger = await record(join(directory, 'a'), {subject: 'ledger', lanes: 4, entries: 40});
    journal = await record(join(directory, 'b'), {subject: 'journal', lanes: 1, entries: 30});
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  test('what was acknowledged before the power went is there, however torn the rest is', async () => {
    for (const recording of [ledger, journal]) {
      const {subject} = recording;
      const cuts = await cutPower(recording, {seed: 7, states: 30});
      const {states, withAcks, writes, syncs, troubles} = cuts;
      console.log(`crash lab: ${subject}: ${states} power cuts, ${writes} writes, ${syncs} syncs`);
      expect(troubles).toEqual([]);
      expect(withAcks).toBeGreaterThan(20);
      expect(syncs).toBeGreaterThan(20);
    }
  });

  test('a very first start that the power cuts short is one that can be made again', async () => {
    const first = await record(
      join(directory, 'c'),
      {subject: 'ledger', lanes: 1, entries: 2},
      {blank: true},
    );
    const {troubles, withAcks} = await cutPower(first, {seed: 5, states: 30});
    expect(troubles).toEqual([]);
    expect(withAcks).toBeLessThan(30); // some of them struck before anything was acknowledged
  });

  test('the same cuts lose sales where the syncs are ignored: they would be seen', async () => {
    for (const recording of [ledger, journal]) {
      const {troubles} = await cutPower(recording, {seed: 7, states: 30, ignoreSyncs: true});
      const lost = troubles.filter(
        ({invariant}) => invariant === 'I1' || invariant === 'lossNamed',
      );
      expect(lost.length).toBeGreaterThan(0);
    }
  });

  test('a flipped bit changes nothing that is served, or is named', async () => {
    for (const recording of [ledger, journal]) {
      const {states, named, troubles} = await flipBits(recording, {seed: 3, states: 40});
      console.log(`crash lab: ${recording.subject}: ${states} flipped bits, ${named} named`);
      expect(troubles).toEqual([]);
      expect(named).toBeGreaterThan(0);
    }
  });

  test.each([
    {subject: 'ledger', call: 'pwrite64', strike: 'kill', first: 5, step: LAST},
    {subject: 'ledger', call: 'fsync', strike: 'kill', first: 9, step: LAST},
    {subject: 'journal', call: 'fsync', strike: 'kill', first: 7, step: LAST},
    {subject: 'ledger', call: 'fsync', strike: 'EIO from then on', first: 9, step: LAST},
    {subject: 'journal', call: 'pwrite64', strike: 'ENOSPC from then on', first: 30, step: LAST},
  ] as const)('$strike at $call of the $subject: nothing acknowledged is lost', async options => {
    const {struck, troubles} = await strikeCalls(options);
    expect(struck).toBeGreaterThan(0); // the strike did meet its call
    expect(troubles).toEqual([]);
  });
});
