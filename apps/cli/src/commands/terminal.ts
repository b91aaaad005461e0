import {readConfig} from '@holdfast/config-toml';
import {createJsonLog} from '@holdfast/platform-node';
import {Fault, formatIssue} from '@holdfast/std';
import {runTerminal, terminalConfigSchema} from '@holdfast/terminal';
import {parsePairingLink} from '@holdfast/wire';
import {type Command, Option} from 'commander';
import {readLine, valueOrLine} from '../input/read-line.ts';
import {note, printJson} from '../output/print.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';
import {addTerminalExportCommand} from './terminal-export.ts';

interface TerminalOptions {
  readonly config?: string;
  readonly data?: string;
  readonly workstation?: string;
  readonly name?: string;
  readonly pair?: string;
  readonly pairCode?: boolean;
  readonly listen?: string;
  readonly watch?: string;
  readonly interface?: readonly string[];
  readonly hub?: readonly string[];
  readonly discovery: boolean;
}

export function addTerminalCommand(program: Command): void {
  const terminal = program
    .command('terminal')
    .description('run a headless till with a door for programs in any language');
  addTerminalExportCommand(terminal);
  terminal
    .option(
      '--config <file>',
      'configuration (default /etc/holdfast/terminal.toml, where there is one)',
    )
    .option('--data <dir>', 'data directory: its journal and key')
    .option('--workstation <id>', 'what it is paired as')
    .option('--name <name>', 'what the manager reads when it pairs')
    .option(
      '--pair <link>',
      'pair first, by the link of: holdfast pair; - reads it from standard input',
    )
    .addOption(
      new Option(
        '--pair-code',
        'pair first, by the digits of: holdfast pair --code; asks for them on standard input',
      ).conflicts('pair'),
    )
    .option('--listen <host:port>', 'the loopback door for programs on this machine')
    .option('--watch <dir>', 'take *.json files from this folder')
    .option('--interface <name...>', 'look for hubs on these interfaces only')
    .option('--hub <host:port...>', 'where the hub may be, when it cannot be found')
    .option('--no-discovery', 'do not look for hubs on the LAN')
    .action(async (options: TerminalOptions) => {
      const {value: config} = readConfig(terminalConfigSchema, {
        files: configFiles('terminal', options.config),
        environment: process.env,
        flags: flagsOf(options),
      });
      const pairing = await pairingOf(options);
      await runTerminal({
        config,
        signal: stopSignal(),
        log: createJsonLog({level: config.log.level, fields: {app: 'terminal'}}),
        onReady: door => printJson({ready: 'terminal', ...door}),
        ...(pairing ? {pairing} : {}),
      });
    });
}

/** What lets this till in, if it is to be paired first. Secrets are asked for, not argued about. */
async function pairingOf({pair, pairCode}: TerminalOptions) {
  if (pairCode) {
    const code = await readLine({question: 'The digits that the hub shows:', key: '--pair-code'});
    const onProved = () => note('The hub knows the code too. Now somebody there must say yes.');
    return {code, onProved};
  }
  if (pair === undefined) return undefined;
  const link = parsePairingLink(
    await valueOrLine(pair, {question: 'The link of the hub:', key: '--pair'}),
  );
  if (link.ok) return link.value;
  throw new Fault('config/invalid', {key: '--pair', reason: formatIssue(link.issue)});
}

function flagsOf(options: TerminalOptions) {
  const {data, workstation, name, listen, watch, hub} = options;
  const given = <K extends string, V>(key: K, value: V | undefined) =>
    value === undefined ? {} : {[key]: value};
  return {
    ...given('data_dir', data),
    workstation: {...given('id', workstation), ...given('name', name)},
    ...given('listen', listen),
    ...given('watch', watch),
    discovery: {
      ...given('interfaces', options.interface),
      ...(options.discovery ? {} : {enabled: false}),
    },
    ...(hub === undefined ? {} : {hub: {addresses: hub}}),
  };
}
