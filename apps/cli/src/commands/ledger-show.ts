import type {LedgerEntryText} from '@holdfast/hub/client';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {printJson, printLine} from '../output/print.ts';
import {receiptLines, type ShownCustody} from '../output/receipt-lines.ts';
import {inColour, painter} from '../output/style.ts';

interface ShowOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addLedgerShowCommand(ledger: Command): void {
  ledger
    .command('show')
    .description('one transaction by its receipt number, and where it is now')
    .argument('<receipt>', 'as printed, such as W03-K7Q-000482')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .action(async (receipt: string, options: ShowOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      const {others = [], ...found} = await client.entry(receipt);
      const all = await Promise.all(
        [found, ...others].map(async entry => ({entry, custody: await custodyOf(client, entry)})),
      );
      if (options.json) {
        const [first, ...more] = all.map(({entry, custody}) => ({...entry, custody}));
        const printedTwice = more.length > 0 ? {others: more} : {};
        printJson({schema: 'holdfast.ledger-entry/1', ...first, ...printedTwice});
        return;
      }
      const paint = painter(inColour(process.stdout));
      for (const [at, shown] of all.entries()) {
        if (at > 0) printLine('\nThe till went back in time and printed this number again:\n');
        for (const line of receiptLines(shown, paint)) printLine(line);
      }
    });
}

async function custodyOf(client: HubClient, entry: LedgerEntryText): Promise<ShownCustody> {
  const {tills} = await client.status();
  const till = tills.find(({journalId}) => journalId === entry.journalId);
  return till !== undefined && till.heldSequence >= entry.sequenceNumber ? 'held' : 'recorded';
}
