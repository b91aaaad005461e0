import {businessDayDateSchema} from '@holdfast/domain';
import {type Command, InvalidArgumentError} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {dayTotalsLines} from '../output/day-totals-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';

interface TotalsOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addLedgerTotalsCommand(ledger: Command): void {
  ledger
    .command('totals')
    .description('what each till sold on one business day')
    .argument('<day>', 'the store’s day, such as 2026-03-14', businessDay)
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .action(async (day: string, options: TotalsOptions) => {
      const totals = await new HubClient(hubDirectory(options.data)).dayTotals(day);
      if (options.json) printJson({schema: 'holdfast.day-totals/1', ...totals});
      else {
        const paint = painter(inColour(process.stdout));
        for (const line of dayTotalsLines(totals, paint)) printLine(line);
      }
    });
}

function businessDay(text: string): string {
  const day = businessDayDateSchema.safeParse(text);
  if (!day.success) throw new InvalidArgumentError('must be a day such as 2026-03-14.');
  return day.data;
}
