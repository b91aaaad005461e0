import type {DataKeyStatus} from '@holdfast/hub/client';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {dataKeyLines} from '../output/data-key-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';

interface KeysOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys under which the hub’s ledgers lie');
  describe(keys.command('ls').description('list them, and how many ledgers need each')).action(
    async (options: KeysOptions) => print(await clientOf(options).dataKeys(), options),
  );
  describe(
    keys
      .command('rotate')
      .description('seal what comes under a new key; what lies there stays under its own'),
  )
    .addHelpText(
      'after',
      '\nCopy keys/data-keys.json to a safe place afterwards: without it nobody opens the ledgers.',
    )
    .action(async (options: KeysOptions) => {
      const all = await clientOf(options).rotateDataKey();
      print(all, options);
      note(`New entries are sealed under ${all.at(-1)?.id ?? ''}. Copy keys/data-keys.json anew.`);
    });
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: KeysOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

function print(keys: readonly DataKeyStatus[], {json}: KeysOptions): void {
  if (json) printJson({schema: 'holdfast.data-keys/1', keys});
  else {
    const paint = painter(inColour(process.stdout));
    for (const line of dataKeyLines(keys, paint)) printLine(line);
  }
}
