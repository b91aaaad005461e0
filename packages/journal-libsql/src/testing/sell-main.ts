import {nodeDigest} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {openLibsqlJournal} from '../index.ts';
import {nextEntry} from './sell.ts';

// Sells into the journal in the directory that is its argument until it is killed, and says each
// sequence number once it is durable.
const directory = process.argv[2] ?? '';
const journal = await openLibsqlJournal({directory, digest: nodeDigest, log: silentLog});
for (;;) {
  await journal.append([await nextEntry(journal, {bytes: 3_000})]);
  process.stdout.write(`${journal.tail().sequenceNumber}\n`);
}
