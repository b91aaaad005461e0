import {argv, stdout} from 'node:process';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {
  loadOrCreateSigningKey,
  nodeDigest,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {assert, silentLog, toHex} from '@holdfast/std';
import {openLibsqlLedgers} from '../open-libsql-ledgers.ts';

// A hub in small: appends in several lanes at once until it is killed, or until so many entries are
// recorded, the disk is full or broken, and prints each ack, after it came, as `position hash`.
const [, , directory = '', lanes = '8', entriesMax = 'Infinity'] = argv;

const ledgers = await openLibsqlLedgers({
  directory: `${directory}/ledgers`,
  keyDirectory: `${directory}/keys`,
  shell: 'worker',
  identity: await loadOrCreateSigningKey(`${directory}/identity.pem`),
  retailStoreId: '017',
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
});
const {current, report} = ledgers;
stdout.write(`opened ${report.opened} ${report.position}\n`);

let recorded = 0;
async function sell(workstationId: string): Promise<void> {
  const {journalId} = new TestLane({digest: nodeDigest, workstationId});
  const after = current.lane(journalId);
  const till = new TestLane({digest: nodeDigest, workstationId, ...(after ? {after} : {})});
  for (; recorded < Number(entriesMax); recorded += 1) {
    const entry = till.next({amountMinor: 100 + (recorded % 900)});
    const outcome = await current.append(accepted(entry));
    if (outcome.kind === 'busy' && outcome.reason === 'diskFull') {
      const {position} = current.end();
      await current.raise({sink: workstationId, position});
      stdout.write(`full, raised to ${position}\n`);
      return;
    }
    assert(outcome.kind === 'recorded', 'a till that goes on is recorded');
    stdout.write(`${outcome.position} ${toHex(entry.entryHash)}\n`);
  }
}
const sold = await Promise.allSettled(
  Array.from({length: Number(lanes)}, (_, at) => sell(`W${at}`)),
);
for (const {reason} of sold.filter(lane => lane.status === 'rejected')) {
  stdout.write(`failed ${reason}\n`);
}
stdout.write(`stats ${JSON.stringify(ledgers.stats())}\n`);
await ledgers.close();
stdout.write('closed\n');
