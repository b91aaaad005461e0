import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {authorityLines} from '../output/authority-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';

interface CaOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addCaCommand(program: Command): void {
  program
    .command('ca')
    .description('the store’s certificate authority: its fingerprint to compare, and where it is')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .action(async (options: CaOptions) => {
      const {authority} = await new HubClient(hubDirectory(options.data)).status();
      if (options.json) {
        printJson({schema: 'holdfast.authority/1', ...authority});
        return;
      }
      const paint = painter(inColour(process.stdout));
      for (const line of authorityLines(authority, paint)) printLine(line);
    });
}
