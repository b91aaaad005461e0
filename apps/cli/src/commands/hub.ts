import {readConfig} from '@holdfast/config-toml';
import {loadConsole} from '@holdfast/console/site';
import {enrolThisHub, hubConfigSchema, runHub} from '@holdfast/hub';
import {createJsonLog} from '@holdfast/platform-node';
import {loadSite} from '@holdfast/pos/site';
import {Fault, formatIssue} from '@holdfast/std';
import {parseEnrolmentLink} from '@holdfast/wire';
import type {Command} from 'commander';
import {valueOrLine} from '../input/read-line.ts';
import {causeWords} from '../output/cause-words.ts';
import {printJson} from '../output/print.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';

interface HubOptions {
  readonly config?: string;
  readonly data?: string;
  readonly store?: string;
  readonly enrol?: string;
}

export function addHubCommand(program: Command): void {
  program
    .command('hub')
    .description('run the hub of this store')
    .option('--config <file>', 'configuration (default /etc/holdfast/hub.toml, where there is one)')
    .option('--data <dir>', 'data directory')
    .option('--store <id>', 'the store it serves')
    .option(
      '--enrol <link>',
      'enrol with head office first, by the link of: holdfast gateway enrol; - reads it from standard input',
    )
    .action(async (options: HubOptions) => {
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
      if (options.enrol !== undefined) {
        const link = parseEnrolmentLink(
          await valueOrLine(options.enrol, {
            question: 'The link of head office:',
            key: '--enrol',
          }),
        );
        if (!link.ok) {
          throw new Fault('config/invalid', {key: '--enrol', reason: formatIssue(link.issue)});
        }
        await enrolThisHub({config, link: link.value, log, signal: stop});
      }
      const [pos, console] = await Promise.all([loadSite(), loadConsole()]);
      await runHub({
        ...{config, log, stop},
        sites: {...(pos ? {pos} : {}), ...(console ? {console} : {})},
        onReady(ready) {
          printJson({ready: 'hub', ...ready});
          for (const code of ready.needsAttention) {
            log.warn('hub.needs-attention', {code, ...causeWords(code)});
          }
        },
      });
    });
}
