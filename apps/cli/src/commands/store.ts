import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {parse} from 'smol-toml';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {printJson, printLine} from '../output/print.ts';
import {storeLines} from '../output/store-lines.ts';
import {readTextFile} from './read-text-file.ts';

interface StoreOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addStoreCommand(program: Command): void {
  const store = program.command('store').description('what the store is: name, taxes, receipts');
  describe(store.command('show').description('show it')).action(async (options: StoreOptions) =>
    print(new HubClient(hubDirectory(options.data)), options),
  );
  describe(
    store
      .command('set')
      .argument('<file>', 'settings as TOML, as in docs/examples/store.toml')
      .description('replace the settings of the store; open tills have them at once'),
  ).action(async (file: string, options: StoreOptions) => {
    const client = new HubClient(hubDirectory(options.data));
    await client.keepSettings(readToml(file));
    await print(client, options);
  });
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function readToml(file: string): unknown {
  const text = readTextFile(file);
  try {
    return parse(text);
  } catch (cause) {
    const [reason = 'is not TOML'] = String(cause).split('\n');
    throw new Fault('config/invalid', {key: file, reason}, {cause});
  }
}

async function print(client: HubClient, {json}: StoreOptions): Promise<void> {
  const summary = await client.store();
  if (json) printJson({schema: 'holdfast.store/1', ...summary});
  else for (const line of storeLines(summary)) printLine(line);
}
