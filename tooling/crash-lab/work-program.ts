import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {
  loadOrCreateSigningKey,
  nodeDigest,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {assert, silentLog, toHex} from '@holdfast/std';
import {nextEntry} from './next-entry.ts';
import {isSubjectName, RESERVE_BYTES} from './subject.ts';

// A hub's ledger or a till's journal at work on a disk of its own: writes so many entries in so
// many lanes, and says each one, once it was acknowledged, as `number hash`. Says `failed` when the
// disk does.
const [, , subject = '', directory = '', lanes = '4', entries = '40'] = process.argv;
assert(isSubjectName(subject), 'a subject of the crash lab is a ledger or a journal');
const say = (line: string) => process.stdout.write(`${line}\n`);

async function workLedger(): Promise<void> {
  const ledgers = await openLibsqlLedgers({
    directory: `${directory}/ledgers`,
    keyDirectory: `${directory}/keys`,
    shell: 'worker',
    reserveBytes: RESERVE_BYTES,
    identity: await loadOrCreateSigningKey(`${directory}/identity.pem`),
    retailStoreId: '017',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    // So small that a short run meets both many times.
    limits: {walBytesMax: 24_000, anchorEveryMs: 3},
  });
  const {current} = ledgers;
  let left = Number(entries);
  const sell = async (workstationId: string) => {
    const {journalId} = new TestLane({digest: nodeDigest, workstationId});
    const after = current.lane(journalId);
    const till = new TestLane({digest: nodeDigest, workstationId, ...(after ? {after} : {})});
    for (; left > 0; left -= 1) {
      const entry = till.next({amountMinor: 100 + left});
      const outcome = await current.append(accepted(entry));
      if (outcome.kind !== 'recorded') return; // the disk is full
      say(`${outcome.position} ${toHex(entry.entryHash)}`);
    }
  };
  await Promise.all(Array.from({length: Number(lanes)}, (_, at) => sell(`W${at}`)));
  await ledgers.close();
}

async function workJournal(): Promise<void> {
  const journal = await openLibsqlJournal({
    directory: `${directory}/journal`,
    digest: nodeDigest,
    log: silentLog,
    reserveBytes: RESERVE_BYTES,
  });
  for (let left = Number(entries); left > 0; left -= 1) {
    const journaled = await nextEntry(journal);
    await journal.append([journaled]);
    say(`${journal.tail().sequenceNumber} ${toHex(journaled.entry.entryHash)}`);
  }
  await journal.close();
}

try {
  await (subject === 'ledger' ? workLedger() : workJournal());
  say('closed');
} catch (error) {
  say(`failed ${error}`);
  process.exit(1);
}
