import {nodeDigest} from '@holdfast/platform-node';
import {isFault, silentLog} from '@holdfast/std';
import {openLibsqlJournal} from '../index.ts';
import {nextEntry} from './sell.ts';

// Fills the disk under the directory that is its argument, and says what the journal did then.
const directory = process.argv[2] ?? '';
const journal = await openLibsqlJournal({directory, digest: nodeDigest, log: silentLog});
const codes: string[] = [];

async function sell(bytes: number): Promise<boolean> {
  try {
    await journal.append([await nextEntry(journal, {bytes})]);
    return true;
  } catch (error) {
    codes.push(isFault(error) ? error.code : String(error));
    return false;
  }
}

for (let sales = 0; sales < 1_000 && (await sell(200_000)); sales++);
const journaled = journal.tail().sequenceNumber;
await sell(200_000);
await sell(200_000);
const place = {sequenceNumber: 0, entriesMax: 1_000, bytesMax: Number.MAX_SAFE_INTEGER};
const readable = (await journal.readAfter(place)).length;
const upTo = {sequenceNumber: journaled - 2, journaledBeforeMs: 1};
const pruned = await journal.prune(upTo);
const refused = codes.length;
let soldAgain = 0;
for (let sale = 0; sale < 100; sale++) if (await sell(20_000)) soldAgain += 1;
await journal.close();

const reopened = await openLibsqlJournal({directory, digest: nodeDigest, log: silentLog});
const kept = reopened.tail().sequenceNumber;
await reopened.close();
process.stdout.write(
  JSON.stringify({journaled, codes, refused, readable, pruned, soldAgain, kept}),
);
