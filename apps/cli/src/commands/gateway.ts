import {readConfig} from '@holdfast/config-toml';
import {Gateway, gatewayConfigSchema, requestEnrolment} from '@holdfast/gateway';
import {createJsonLog} from '@holdfast/platform-node';
import type {Command} from 'commander';
import {note, printJson, printLine} from '../output/print.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';
import {importAtGateway} from './gateway-import.ts';
import {hostAndPort} from './host-and-port.ts';

/** Long enough to walk to a machine. */
const CLAIM_MS = 3_600_000;

interface GatewayOptions {
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
}

interface ImportOptions extends GatewayOptions {
  readonly from: string;
  readonly json?: boolean;
}

interface EnrolOptions extends GatewayOptions {
  readonly store: string;
  readonly address?: string;
  readonly json?: boolean;
}

export function addGatewayCommand(program: Command): void {
  const gateway = program.command('gateway').description('run head office’s gateway');
  gateway
    .option(
      '--config <file>',
      'configuration (default /etc/holdfast/gateway.toml, where there is one)',
    )
    .option('--data <dir>', 'data directory')
    .option('--listen <host:port>', 'where hubs reach it')
    .action(async (options: GatewayOptions) => {
      const config = readGatewayConfig(options);
      const log = createJsonLog({level: config.log.level, fields: {app: 'gateway'}});
      const service = new Gateway({config, log});
      await service.run(stopSignal(), () => printJson({ready: 'gateway', ...service.door}));
    });
  gateway
    .command('enrol')
    .description('print a one-time link that lets a hub in')
    .requiredOption('--store <id>', 'the store of the hub')
    .option('--config <file>', 'configuration of the gateway')
    .option('--data <dir>', 'data directory of the gateway')
    .option('--address <host:port>', 'how the hub will reach this gateway')
    .option('--json', 'as JSON')
    .action(async (options: EnrolOptions) => {
      const config = readGatewayConfig(options);
      const {store: retailStoreId, address} = options;
      const permit = await requestEnrolment(config.data_dir, {
        retailStoreId,
        ...(address === undefined ? {} : {address}),
      });
      if (options.json) {
        printJson(permit);
        return;
      }
      printLine(permit.link);
      note('Good once. At the hub: holdfast hub --enrol LINK');
    });
  gateway
    .command('claim')
    .description('print a one-time link that makes a blank machine the hub of a store')
    .requiredOption('--store <id>', 'the store whose hub is gone')
    .option('--config <file>', 'configuration of the gateway')
    .option('--data <dir>', 'data directory of the gateway')
    .option('--address <host:port>', 'how the new hub will reach this gateway')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nWhoever uses it first is the store’s hub, with its authority: hand it over as a secret.',
    )
    .action(async (options: EnrolOptions) => {
      const config = readGatewayConfig(options);
      const {store: retailStoreId, address} = options;
      const permit = await requestEnrolment(config.data_dir, {
        ...{retailStoreId, ttlMs: CLAIM_MS, purpose: 'claim'},
        ...(address === undefined ? {} : {address}),
      });
      if (options.json) {
        printJson(permit);
        return;
      }
      printLine(permit.link);
      note('Good once, for an hour. At the new machine: holdfast adopt --claim -');
    });
  gateway
    .command('import')
    .description('take in a stick that a store’s hub exported to, and sign for it')
    .requiredOption('--from <dir>', 'the folder that was exported to')
    .option('--config <file>', 'configuration of the gateway')
    .option('--data <dir>', 'data directory of the gateway')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nThe gateway must be running; the stick must be writable, since the statements go back on it.\n' +
        'Any number of times changes nothing. Exit 65: the stick holds what does not hold.',
    )
    .action(async (options: ImportOptions) => {
      const {data_dir: dataDir} = readGatewayConfig(options);
      await importAtGateway({dataDir, from: options.from, json: options.json === true});
    });
}

function readGatewayConfig(options: GatewayOptions) {
  const listen = options.listen === undefined ? undefined : hostAndPort('--listen', options.listen);
  return readConfig(gatewayConfigSchema, {
    files: configFiles('gateway', options.config),
    environment: process.env,
    flags: {
      ...(options.data === undefined ? {} : {data_dir: options.data}),
      ...(listen === undefined ? {} : {listen}),
    },
  }).value;
}
