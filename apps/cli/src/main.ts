import {VERSION} from '@holdfast/hub';
import {Command} from 'commander';
import {addDemoCommand} from './commands/demo.ts';
import {addDiscoverCommand} from './commands/discover.ts';
import {addGatewayCommand} from './commands/gateway.ts';
import {addHubCommand} from './commands/hub.ts';
import {addLedgerCommand} from './commands/ledger.ts';
import {addPairCommand} from './commands/pair.ts';
import {addProveCommand} from './commands/prove.ts';
import {addReplayCommand} from './commands/replay.ts';
import {addStatusCommand} from './commands/status.ts';
import {addTerminalCommand} from './commands/terminal.ts';
import {addUplinksCommand} from './commands/uplinks.ts';
import {addVersionCommand} from './commands/version.ts';
import {reportError} from './output/report-error.ts';

const program = new Command('holdfast')
  .description(
    'Keeps every till in a store selling when the internet is gone, and proves that nothing was lost.',
  )
  .version(VERSION, '-V, --version')
  .exitOverride()
  .enablePositionalOptions()
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for what there is)');

addDemoCommand(program);
addHubCommand(program);
addGatewayCommand(program);
addTerminalCommand(program);
addStatusCommand(program);
addPairCommand(program);
addDiscoverCommand(program);
addUplinksCommand(program);
addLedgerCommand(program);
addReplayCommand(program);
addProveCommand(program);
addVersionCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
