import {join} from 'node:path';
import {formatReceiptNumber} from '@holdfast/domain';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest, systemClock} from '@holdfast/platform-node';
import {silentLog, utf8Encode} from '@holdfast/std';
import {ENTRY_KINDS, entrySigningMessage, makeEntry} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {conclude, describeLab} from './describe-lab.ts';
import {saleText} from './lab-sale.ts';
import {LabStore} from './lab-store.ts';
import type {LabTill} from './lab-till.ts';
import {Seller} from './seller.ts';
import {soon} from './soon.ts';

const PLAY_MS = 120_000;
const ENTRIES = 1_000;
const BAD = 500;
/** No SDK of ours would take it. */
const DOES_NOT_TIE = saleText({priceMinor: 765, totalMinor: 766});

await describeLab('one bad entry in a thousand', {tills: 1}, world => {
  test(
    'is set aside with its reason; 999 are held, and the statement covers all thousand',
    async () => {
      const startMs = performance.now();
      const store = await LabStore.open(world(), {tills: 1});
      try {
        const soldFile = join(store.folder, 'sold.ndjson');
        const [till] = store.tills;
        if (!till) throw new Error('the store has a till');
        const seller = new Seller(till, {soldFile, shift: 1});
        await seller.sell(BAD - 1);
        await soon('they are recorded', async () => (await seller.recorded('before')) === BAD - 1);

        await till.program.stop();
        const receiptNumber = await journalByItself(till, utf8Encode(DOES_NOT_TIE));
        await till.program.start();
        seller.phase = 'during';
        await seller.sell(250);
        await soon('it is set aside', async () => (await store.hubStatus()).ledger.quarantined > 0);
        const {quarantined} = (await store.hubStatus()).ledger;
        seller.phase = 'after';
        await seller.sell(ENTRIES - BAD - 250);

        await soon('head office holds everything', () => store.isDrained());
        expect(await till.custody()).toEqual({
          journaled: ENTRIES,
          recorded: ENTRIES,
          held: ENTRIES,
        });
        expect((await store.hubStatus()).tills).toMatchObject([{heldSequence: ENTRIES}]);
        const {kind, quarantine} = await till.custodyOf(receiptNumber);
        expect({kind, reason: quarantine?.reason}).toEqual({
          kind: 'held',
          reason: 'totalsDoNotTie',
        });
        const acked = {
          before: await seller.recorded('before'),
          during: await seller.recorded('during'),
          after: await seller.recorded('after'),
        };
        const unclean = await store.close();
        const verdict = await store.prove(soldFile);
        expect(verdict.counts).toMatchObject({held: ENTRIES, sold: ENTRIES - 1, quarantined: 1});
        conclude([
          {
            fault: `1 entry of ${ENTRIES} whose totals do not tie`,
            met: [
              {
                kind: 'counted',
                count: quarantined,
                what: `set aside (${quarantine?.reason}: ${quarantine?.detail})`,
              },
            ],
            acked,
            seconds: (performance.now() - startMs) / 1000,
            notes: [`statement at ${ENTRIES}`],
            unclean,
            verdict,
            injected: 1,
          },
        ]);
      } finally {
        await store.close();
      }
    },
    PLAY_MS,
  );
});

/**
 * What a faulty program with the till's own key would do: the next entry of its journal, chained
 * and signed. Answers its receipt number.
 */
async function journalByItself(till: LabTill, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const directory = join(till.directory, 'journal');
  const dataKeys = {file: join(directory, 'data-keys.json'), credential: undefined};
  const place = {directory, digest: nodeDigest, log: silentLog, dataKeys};
  const journal = await openLibsqlJournal(place);
  try {
    const pairing = journal.pairing();
    if (!pairing) throw new Error('the till is paired');
    const {retailStoreId, workstationId, journalId} = pairing;
    const {sequenceNumber, entryHash: prevHash} = journal.tail();
    const place = {retailStoreId, workstationId, journalId, sequenceNumber: sequenceNumber + 1};
    const kindCode = ENTRY_KINDS.retail;
    const entry = makeEntry(nodeDigest, {...place, kindCode, prevHash, body});
    const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
    const journaledMs = systemClock.wallMs();
    await journal.append([
      {entry: {...entry, body, signature}, submissionId: undefined, journaledMs},
    ]);
    return formatReceiptNumber(place);
  } finally {
    await journal.close();
  }
}
