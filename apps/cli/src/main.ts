import {VERSION} from '@holdfast/hub/client';
import {Command} from 'commander';
import {reportError} from './output/report-error.ts';

/** In the order in which help lists them. */
const COMMANDS = {
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
  hub: async () => (await import('./commands/hub.ts')).addHubCommand,
  adopt: async () => (await import('./commands/adopt.ts')).addAdoptCommand,
  gateway: async () => (await import('./commands/gateway.ts')).addGatewayCommand,
  terminal: async () => (await import('./commands/terminal.ts')).addTerminalCommand,
  status: async () => (await import('./commands/status.ts')).addStatusCommand,
  pair: async () => (await import('./commands/pair.ts')).addPairCommand,
  tills: async () => (await import('./commands/tills.ts')).addTillsCommand,
  personal: async () => (await import('./commands/personal.ts')).addPersonalCommand,
  store: async () => (await import('./commands/store.ts')).addStoreCommand,
  catalogue: async () => (await import('./commands/catalogue.ts')).addCatalogueCommand,
  operators: async () => (await import('./commands/operators.ts')).addOperatorsCommand,
  console: async () => (await import('./commands/console.ts')).addConsoleCommand,
  printers: async () => (await import('./commands/printers.ts')).addPrintersCommand,
  standby: async () => (await import('./commands/standby.ts')).addStandbyCommand,
  ca: async () => (await import('./commands/ca.ts')).addCaCommand,
  recovery: async () => (await import('./commands/recovery.ts')).addRecoveryCommand,
  keys: async () => (await import('./commands/keys.ts')).addKeysCommand,
  discover: async () => (await import('./commands/discover.ts')).addDiscoverCommand,
  uplinks: async () => (await import('./commands/uplinks.ts')).addUplinksCommand,
  ledger: async () => (await import('./commands/ledger.ts')).addLedgerCommand,
  replay: async () => (await import('./commands/replay.ts')).addReplayCommand,
  prove: async () => (await import('./commands/prove.ts')).addProveCommand,
  version: async () => (await import('./commands/version.ts')).addVersionCommand,
} as const satisfies Record<string, () => Promise<(program: Command) => void>>;

/**
 * What to load: the one command that was asked for, so that asking a hub does not cost loading a
 * hub; all of them for help, and for a name that needs correcting.
 */
function asked(name: string | undefined): (keyof typeof COMMANDS)[] {
  const all = Object.keys(COMMANDS).filter(isCommand);
  return name !== undefined && isCommand(name) ? [name] : all;
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name);
}

const NO_COLOR = '--no-color';

const program = new Command('holdfast')
  .description(
    'Keeps every till in a store selling when the internet is gone, and proves that nothing was lost.',
  )
  .version(VERSION, '-V, --version')
  .exitOverride()
  .option(NO_COLOR, 'say everything without colour, as NO_COLOR=1 does')
  .enablePositionalOptions()
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for what there is)');

// Wherever it stands on the line, and also for the programs that are started from here.
const plain = process.argv.indexOf(NO_COLOR);
if (plain > 0) {
  process.argv.splice(plain, 1);
  process.env['NO_COLOR'] = '1';
}

try {
  for (const name of asked(process.argv[2])) (await COMMANDS[name]())(program);
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
