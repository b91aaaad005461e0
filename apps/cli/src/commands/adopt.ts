import {readConfig} from '@holdfast/config-toml';
import {type Adopted, adoptByWords, hubConfigSchema, runHub} from '@holdfast/hub';
import {createJsonLog} from '@holdfast/platform-node';
import type {Command} from 'commander';
import {valueOrLine} from '../input/read-line.ts';
import {note, printJson} from '../output/print.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';

interface AdoptOptions {
  readonly config?: string;
  readonly data?: string;
  readonly store?: string;
  readonly words: string;
}

export function addAdoptCommand(program: Command): void {
  program
    .command('adopt')
    .description('make this blank machine the hub of a store whose hub is gone, and run it')
    .option('--config <file>', 'configuration (default /etc/holdfast/hub.toml, where there is one)')
    .option('--data <dir>', 'data directory')
    .option('--store <id>', 'the store it takes over')
    .requiredOption(
      '--words <words>',
      'the sixteen words of the store’s recovery sheet; - reads them from standard input',
    )
    .addHelpText(
      'after',
      '\nNeeds no internet: the tills have what it must know, and come by themselves.\n' +
        'After this once, the machine is started with: holdfast hub',
    )
    .action(async (options: AdoptOptions) => {
      const {value: config} = readConfig(hubConfigSchema, {
        files: configFiles('hub', options.config),
        environment: process.env,
        flags: {
          ...(options.data === undefined ? {} : {data_dir: options.data}),
          ...(options.store === undefined ? {} : {store: {id: options.store}}),
        },
      });
      const log = createJsonLog({level: config.log.level, fields: {app: 'hub'}});
      const stop = stopSignal();
      const question = 'The sixteen words of the sheet:';
      const words = await valueOrLine(options.words, {question, key: '--words'});
      const startedMs = performance.now();
      const adopted = await adoptByWords({
        ...{config, words, log, signal: stop},
        onAsking: ({port}) => note(`Asking the tills, on port ${port} …`),
      });
      if (!adopted) return;
      note(adoptedLine(adopted, performance.now() - startedMs));
      await runHub({config, log, stop, onReady: ready => printJson({ready: 'hub', ...ready})});
    });
}

function adoptedLine({hubBefore, epoch, tills, authority}: Adopted, tookMs: number): string {
  const browsers =
    authority === 'restored'
      ? 'browsers trust it as before'
      : 'its authority is a new one: browsers must be told';
  return `Took over from hub ${hubBefore} in ${(tookMs / 1000).toFixed(1)} s: epoch ${epoch}, ${tills} tills known, ${browsers}.`;
}
