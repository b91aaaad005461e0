import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {readExport} from '../ledger-export/read-export.ts';
import {writeExport} from '../ledger-export/write-export.ts';
import {EXIT} from '../output/exit-code.ts';
import {exportLines} from '../output/export-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {Progress} from '../output/progress.ts';
import {inColour, painter} from '../output/style.ts';
import {stopSignal} from '../stop-signal.ts';

interface ExportOptions {
  readonly data?: string;
  readonly to: string;
  readonly json?: boolean;
}

export function addLedgerExportCommand(ledger: Command): void {
  ledger
    .command('export')
    .description('write every ledger of the running hub to a folder, as signed segments')
    .requiredOption('--to <dir>', 'an empty folder, or one that is made: on a stick, say')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nOne file a segment, the index last; then everything is read back from the folder.\n' +
        'Later: holdfast ledger verify DIR. Exit 65: what was read back is not what was written.',
    )
    .action(async (options: ExportOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      const index = await write(client, options.to);
      if (!index) {
        note('Stopped: the folder has no index, and so is no export.');
        process.exitCode = EXIT.interrupted;
        return;
      }
      const read = await readExport(options.to);
      if (options.json) {
        const {broken, indexSha256} = read;
        printJson({...index, indexSha256, ok: broken === undefined, ...(broken ? {broken} : {})});
      } else {
        for (const line of exportLines(read, painter(inColour(process.stdout)))) printLine(line);
      }
      process.exitCode = read.broken ? EXIT.mismatch : EXIT.ok;
    });
}

async function write(client: HubClient, directory: string) {
  let progress: Progress | undefined;
  const index = await writeExport({
    client,
    directory,
    signal: stopSignal(),
    onProgress(done, total) {
      progress ??= new Progress('Writing', {total});
      progress.at(done);
    },
  });
  progress?.end();
  return index;
}
