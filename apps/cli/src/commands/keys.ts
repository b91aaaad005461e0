import {addDataKey} from '@holdfast/data-keys';
import type {DataKeyStatus} from '@holdfast/hub/client';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {CREDENTIAL_MEANS, credentialFrom} from '../input/credential.ts';
import {dataKeyLines} from '../output/data-key-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';

interface KeysOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys under which databases lie sealed');
  describe(keys.command('ls').description('list the hub’s, and how many ledgers need each')).action(
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
  keys
    .command('add')
    .argument('<file>', 'data-keys.json of a gateway or a till')
    .description('add a key to a file; its program seals under it from its next start')
    .option('--credential <file>', CREDENTIAL_MEANS)
    .action((file: string, options: {readonly credential?: string}) => {
      const all = addDataKey({file, credential: credentialFrom(options.credential)}, Date.now());
      note(`Key ${all.at(-1)?.id ?? ''} is in ${file}, and used from the next start on.`);
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
