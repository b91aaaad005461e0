import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';
import {tillLines} from '../output/till-lines.ts';

interface TillsOptions {
  readonly data?: string;
  readonly json?: boolean;
}

const WHICH = 'its workstation, or the beginning of its journal’s id where it has had several';

export function addTillsCommand(program: Command): void {
  const tills = program.command('tills').description('the tills of the store');
  describe(tills.command('ls').description('list them, those taken out of the store too')).action(
    async (options: TillsOptions) => print(clientOf(options), options),
  );
  describe(
    tills
      .command('rename')
      .argument('<till>', WHICH)
      .argument('<name>', 'what people call it')
      .description('give a till another name'),
  ).action(async (till: string, name: string, options: TillsOptions) => {
    const client = clientOf(options);
    await client.renameTill({till, name});
    await print(client, options);
  });
  describe(
    tills
      .command('revoke')
      .argument('<till>', WHICH)
      .description('take a till out of the store at once, as when it was stolen'),
  )
    .addHelpText(
      'after',
      '\nIts key opens no session any more. What it sold and had not sent stays on it.\nLet its successor in with: holdfast pair',
    )
    .action(async (till: string, options: TillsOptions) => {
      const client = clientOf(options);
      const journalId = await client.revokeTill(till);
      await print(client, options);
      note(`${till} (journal ${journalId.slice(0, 8)}) was taken out of the store.`);
    });
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: TillsOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

async function print(client: HubClient, {json}: TillsOptions): Promise<void> {
  const status = await client.status();
  const {tills} = status;
  if (json) printJson({schema: 'holdfast.tills/1', tills});
  else {
    const paint = painter(inColour(process.stdout));
    for (const line of tillLines(status, {paint, journals: true})) printLine(line);
  }
}
