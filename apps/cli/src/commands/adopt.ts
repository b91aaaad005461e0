import {readConfig} from '@holdfast/config-toml';
import {
  type Adopted,
  adoptByClaim,
  adoptByWords,
  type HubConfig,
  hubConfigSchema,
  runHub,
} from '@holdfast/hub';
import {createJsonLog} from '@holdfast/platform-node';
import {Fault, formatIssue, type Log} from '@holdfast/std';
import {parseEnrolmentLink} from '@holdfast/wire';
import type {Command} from 'commander';
import {valueOrLine} from '../input/read-line.ts';
import {note, printJson} from '../output/print.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';

interface AdoptOptions {
  readonly config?: string;
  readonly data?: string;
  readonly store?: string;
  readonly words?: string;
  readonly claim?: string;
  readonly copy?: string;
}

export function addAdoptCommand(program: Command): void {
  program
    .command('adopt')
    .description('make this blank machine the hub of a store whose hub is gone, and run it')
    .option('--config <file>', 'configuration (default /etc/holdfast/hub.toml, where there is one)')
    .option('--data <dir>', 'data directory')
    .option('--store <id>', 'the store it takes over')
    .option(
      '--claim <link>',
      'by head office: the one-time link of holdfast gateway claim; - reads it from standard input',
    )
    .option(
      '--words <words>',
      'without the internet: the sixteen words of the store’s recovery sheet; - reads them from standard input',
    )
    .option(
      '--copy <file>',
      'with --words, where all tills are browsers: store-ca.sealed.json, kept beside the sheet',
    )
    .addHelpText(
      'after',
      '\nOne of --claim and --words. With words the tills have what it must know, and come by themselves.\n' +
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
      const startedMs = performance.now();
      const adopted = await adopt(options, {config, log, signal: stop});
      if (!adopted) return;
      note(adoptedLine(adopted, performance.now() - startedMs));
      await runHub({config, log, stop, onReady: ready => printJson({ready: 'hub', ...ready})});
    });
}

async function adopt(
  {words, claim, copy}: AdoptOptions,
  parts: {readonly config: HubConfig; readonly log: Log; readonly signal: AbortSignal},
): Promise<Adopted | undefined> {
  if ((words === undefined) === (claim === undefined)) {
    throw new Fault('config/invalid', {key: '--words', reason: 'give either --words or --claim'});
  }
  if (words !== undefined) {
    const question = 'The sixteen words of the sheet:';
    const typed = await valueOrLine(words, {question, key: '--words'});
    const onAsking = ({port}: {readonly port: number}) =>
      note(`Asking the tills, on port ${port} …`);
    return adoptByWords({
      ...parts,
      words: typed,
      onAsking,
      ...(copy === undefined ? {} : {copyFile: copy}),
    });
  }
  const question = 'The claim link of head office:';
  const text = await valueOrLine(claim ?? '', {question, key: '--claim'});
  const link = parseEnrolmentLink(text, 'claim');
  if (!link.ok) {
    throw new Fault('config/invalid', {key: '--claim', reason: formatIssue(link.issue)});
  }
  return adoptByClaim({...parts, link: link.value});
}

function adoptedLine({hubBefore, epoch, tills, authority}: Adopted, tookMs: number): string {
  const browsers =
    authority === 'restored'
      ? 'browsers trust it as before'
      : 'its authority is a new one: browsers must be told';
  return `Took over from hub ${hubBefore} in ${(tookMs / 1000).toFixed(1)} s: epoch ${epoch}, ${tills} tills known, ${browsers}.`;
}
