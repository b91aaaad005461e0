import type {Command} from 'commander';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {EXIT} from '../output/exit-code.ts';
import {carriedOf, exportedLines} from '../output/export-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {Progress} from '../output/progress.ts';
import {inColour, painter} from '../output/style.ts';
import {stopSignal} from '../stop-signal.ts';

interface ExportOptions {
  readonly data?: string;
  readonly to: string;
  readonly all?: boolean;
  readonly plain?: boolean;
  readonly json?: boolean;
}

export function addLedgerExportCommand(ledger: Command): void {
  ledger
    .command('export')
    .description('write what head office does not hold yet to a folder, sealed for head office')
    .requiredOption('--to <dir>', 'a folder: on a stick, say; made where it is missing')
    .option('--all', 'everything, from the first entry on')
    .option('--plain', 'readable by anybody: for an auditor, who can then check every entry')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nWorks whether the hub runs or not. Stopped half-way, or the stick pulled: run it again, and it\n' +
        'goes on. Then, at head office: holdfast gateway import --from DIR. Back in the store:\n' +
        'holdfast ledger import --from DIR. To check what lies there: holdfast ledger verify DIR.',
    )
    .action(async (options: ExportOptions) => {
      const manifest = await write(options);
      if (!manifest) {
        note('Stopped. Run it again: what is written already stays.');
        process.exitCode = EXIT.interrupted;
        return;
      }
      if (options.json) {
        const content = carriedOf(manifest);
        printJson({schema: 'holdfast.ledger-export/2', ...manifest, ...content});
      } else {
        const paint = painter(inColour(process.stdout));
        for (const line of exportedLines({manifest, folder: options.to}, paint)) printLine(line);
      }
    });
}

async function write({data, to: folder, all, plain}: ExportOptions) {
  const {exportLedger} = await import('../stick/export-ledger.ts');
  let progress: Progress | undefined;
  try {
    return await exportLedger({
      dataDir: hubDirectory(data),
      folder,
      form: plain ? 'plain' : 'sealed',
      reach: all ? 'all' : 'unheld',
      signal: stopSignal(),
      onProgress(done, total) {
        progress ??= new Progress('Writing', {total});
        progress.at(done);
      },
    });
  } finally {
    progress?.end();
  }
}
