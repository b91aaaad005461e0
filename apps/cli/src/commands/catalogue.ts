import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {importLines} from '../output/catalogue-lines.ts';
import {EXIT} from '../output/exit-code.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {readTextFile} from './read-text-file.ts';

interface ImportOptions {
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addCatalogueCommand(program: Command): void {
  const catalogue = program.command('catalogue').description('what the store sells');
  catalogue
    .command('import')
    .argument('<file>', 'items as CSV, one a row')
    .description('replace the catalogue by the items of a file; open tills have it at once')
    .option('--dry-run', 'say what would come of it, and change nothing')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nColumns: code, name_en, price, tax_group; and name_zh, category, category_zh, weighed (yes or no).\nA file with one bad row changes nothing.',
    )
    .action(async (file: string, {data, dryRun = false, json}: ImportOptions) => {
      const client = new HubClient(hubDirectory(data));
      const outcome = await client.importItems(readTextFile(file), {dryRun});
      if (json) printJson({schema: 'holdfast.catalogue-import/1', file, dryRun, ...outcome});
      else {
        for (const line of importLines(file, {outcome, dryRun})) printLine(line);
        if (outcome.taken) note('Open tills have it now; the others as soon as they see the hub.');
      }
      if (outcome.problems.length > 0) process.exitCode = EXIT.mismatch;
    });
}
