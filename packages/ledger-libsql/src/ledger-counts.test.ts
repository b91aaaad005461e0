import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {encodeTransaction} from '@holdfast/domain';
import {saleDraft} from '@holdfast/domain/testing';
import type {Ledgers} from '@holdfast/ledger';
import {accepted} from '@holdfast/ledger/testing';
import {createSigningKey} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openLibsqlLedgers} from './open-libsql-ledgers.ts';
import {laneOf} from './testing/hub-disk.ts';

const GROUPS = 50;
/** A sale of a real shop takes about as much. */
const body = encodeTransaction(saleDraft([765, 1250, 420, 99, 310, 775]));

let directory: string;
let ledgers: Ledgers;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  ledgers = await openLibsqlLedgers({
    directory,
    keyDirectory: join(directory, 'keys'),
    shell: 'inline',
    reserveBytes: 65_536,
    identity: await createSigningKey(),
    retailStoreId: '017',
    clock: new VirtualClock(), // it stands still: nothing becomes quiet, nothing is checkpointed
    random: new SeededRandom(7),
    log: silentLog,
    limits: {walBytesMax: 64 * 1024 * 1024},
  });
});
afterEach(async () => {
  await ledgers.close();
  rmSync(directory, {recursive: true});
});

const logBytes = () => statSync(join(directory, 'ledger-0001.db-wal')).size;

test.each([4, 8, 32, 64])(
  'with %i tills a group the log grows by at most 1.6 bytes a byte of payload',
  async tills => {
    const lanes = Array.from({length: tills}, (_, at) => laneOf(`W${at}`));
    const [before, start] = [logBytes(), ledgers.stats()];
    let payloadBytes = 0;
    for (let group = 0; group < GROUPS; group++) {
      const entries = lanes.map(lane => lane.next({body}));
      for (const {headerBytes, signature} of entries)
        payloadBytes += headerBytes.length + body.length + signature.length;
      await Promise.all(entries.map(entry => ledgers.current.append(accepted(entry))));
    }
    const {groups, syncs, entries, checkpoints, appendsBehindCheckpoint} = ledgers.stats();
    expect(entries - start.entries).toBe(GROUPS * tills);
    // One sync a group, and nobody waited for a checkpoint.
    expect([groups - start.groups, syncs - start.syncs]).toEqual([GROUPS, GROUPS]);
    expect([checkpoints, appendsBehindCheckpoint]).toEqual([{idle: 0, cap: 0}, 0]);
    expect((logBytes() - before) / payloadBytes).toBeLessThanOrEqual(1.6);
  },
);
