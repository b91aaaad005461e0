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
      const entry = await client.entry(receipt);
      const custody = await custodyOf(client, entry);
      if (options.json) printJson({schema: 'holdfast.ledger-entry/1', ...entry, custody});
      else {
        const paint = painter(inColour(process.stdout));
        for (const line of receiptLines({entry, custody}, paint)) printLine(line);
      }
    });
}

async function custodyOf(client: HubClient, entry: LedgerEntryText): Promise<ShownCustody> {
  const {tills} = await client.status();
  const till = tills.find(({journalId}) => journalId === entry.journalId);
  return till !== undefined && till.heldSequence >= entry.sequenceNumber ? 'held' : 'recorded';
}
