import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {printJson, printLine} from '../output/print.ts';

interface ConsoleOptions {
  readonly data?: string;
  readonly json?: boolean;
}

const MINUTE_MS = 60_000;

/** Where the hub's console is, and eight digits to sign in with once. */
export function addConsoleCommand(program: Command): void {
  program
    .command('console')
    .description('where the console of this hub is, and a code to sign in with once')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .action(async ({data, json}: ConsoleOptions) => {
      const client = new HubClient(hubDirectory(data));
      const {authority} = await client.status();
      const {code, validMs} = await client.drawConsoleCode();
      const address = `${authority.origin}/console/`;
      if (json) {
        printJson({schema: 'holdfast.console/1', address, code, validMs});
        return;
      }
      printLine(address);
      printLine(
        `Code ${code.slice(0, 4)} ${code.slice(4)}: once, within ${validMs / MINUTE_MS} minutes.`,
      );
      printLine('It signs in as a manager. With a PIN, managers and IT need no code:');
      printLine('  holdfast operators add 1 --name Mia --role manager');
    });
}
