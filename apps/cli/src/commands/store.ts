import type {StoreLogo, StoreSettings} from '@holdfast/catalogue';
import {Fault, isFault} from '@holdfast/std';
import type {Command} from 'commander';
import {parse} from 'smol-toml';
import * as z from 'zod';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {readLogo} from '../input/read-logo.ts';
import {printJson, printLine} from '../output/print.ts';
import {storeLines} from '../output/store-lines.ts';
import {readTextFile} from './read-text-file.ts';

interface StoreOptions {
  readonly data?: string;
  readonly json?: boolean;
}

interface SetOptions extends StoreOptions {
  readonly logo?: string | false;
}

export function addStoreCommand(program: Command): void {
  const store = program.command('store').description('what the store is: name, taxes, receipts');
  describe(store.command('show').description('show it')).action(async (options: StoreOptions) =>
    print(new HubClient(hubDirectory(options.data)), options),
  );
  describe(
    store
      .command('set')
      .argument('[file]', 'settings as TOML, as in docs/examples/store.toml; left out: as they are')
      .option('--logo <file>', 'a small black and white PNG for the head of receipts')
      .option('--no-logo', 'no picture any more; by default the one there is stays')
      .description('replace the settings of the store; open tills have them at once'),
  ).action(async (file: string | undefined, options: SetOptions) => {
    const client = new HubClient(hubDirectory(options.data));
    const before = await settingsOf(client);
    const settings = file === undefined ? before : readToml(file);
    if (settings === undefined) throw new Fault('store/not-set-up');
    const {logo: given} = options;
    const logo = typeof given === 'string' ? readLogo(given) : before?.receipt.logo;
    await client.keepSettings(withLogo(settings, given === false ? undefined : logo));
    await print(client, options);
  });
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

/** What cannot be read can be replaced all the same. */
async function settingsOf(client: HubClient): Promise<StoreSettings | undefined> {
  try {
    return (await client.store()).settings;
  } catch (error) {
    if (isFault(error, 'store/unreadable')) return undefined;
    throw error;
  }
}

/** Settings that are no table are told by the hub, which names what is wrong. */
function withLogo(settings: unknown, logo: StoreLogo | undefined): unknown {
  const table = z.looseObject({receipt: z.looseObject({}).optional()}).safeParse(settings);
  if (!table.success) return settings;
  const {logo: _, ...receipt} = table.data.receipt ?? {};
  return {...table.data, receipt: {...receipt, ...(logo ? {logo} : {})}};
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
