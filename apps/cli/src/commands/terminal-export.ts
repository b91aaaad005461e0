import {readConfig} from '@holdfast/config-toml';
import {exportJournal, terminalConfigSchema} from '@holdfast/terminal';
import type {Command} from 'commander';
import {amountText} from '../output/amount-text.ts';
import {fact} from '../output/export-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {plural} from '../output/quantity-text.ts';
import {inColour, type Paint, painter} from '../output/style.ts';
import {configFiles} from './config-files.ts';

interface ExportOptions {
  readonly config?: string;
  readonly data?: string;
  readonly to: string;
  readonly json?: boolean;
}

type Exported = Awaited<ReturnType<typeof exportJournal>>;

export function addTerminalExportCommand(terminal: Command): void {
  terminal
    .command('export')
    .description('take a stopped till’s journal along, so that the till can go to another store')
    .requiredOption('--to <dir>', 'an empty folder: on a stick, say; made where it is missing')
    .option('--config <file>', 'configuration of the till')
    .option('--data <dir>', 'data directory of the till')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nThe folder holds the journal and its key: whoever has it is that till. Where the old store can\n' +
        'be reached, holdfast terminal --data DIR sends what head office does not have yet.',
    )
    .action(async (options: ExportOptions) => {
      const {value: config} = readConfig(terminalConfigSchema, {
        files: configFiles('terminal', options.config),
        environment: process.env,
        flags: options.data === undefined ? {} : {data_dir: options.data},
      });
      const exported = await exportJournal({dataDir: config.data_dir, folder: options.to});
      if (options.json) printJson({schema: 'holdfast.terminal-export/1', ...exported});
      else {
        for (const line of exportedLines(exported, {
          folder: options.to,
          paint: painter(inColour(process.stdout)),
        })) {
          printLine(line);
        }
      }
    });
}

function exportedLines(
  exported: Exported,
  {folder, paint}: {readonly folder: string; readonly paint: Paint},
): string[] {
  const {retailStoreId, workstationId, unheld, firstUnheld, last, lastHash} = exported;
  const amounts = Object.entries(exported.amountsMinor).map(
    ([currency, amountMinor]) => `${amountText(amountMinor, currency)} ${currency}`,
  );
  const worth = amounts.length === 0 ? '' : `, ${amounts.join(', ')}`;
  const range = unheld === 0 ? '' : ` (${firstUnheld} to ${last})`;
  return [
    paint('good', '✓ The journal was taken along. This till has none now, and can be paired anew.'),
    fact(paint, 'till', `${workstationId} of store ${retailStoreId}`),
    fact(paint, 'not held', `${plural(unheld, 'entry', 'entries')}${range}${worth}`),
    fact(paint, 'ends in', lastHash),
    fact(paint, 'next', `in reach of store ${retailStoreId}: holdfast terminal --data ${folder}`),
  ];
}
