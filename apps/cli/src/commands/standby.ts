import {hostname} from 'node:os';
import {readConfig} from '@holdfast/config-toml';
import {hubConfigFlags, hubConfigSchema, joinHub, runHub, runStandby} from '@holdfast/hub';
import type {MirrorState} from '@holdfast/hub/client';
import {createJsonLog} from '@holdfast/platform-node';
import {Fault, formatIssue} from '@holdfast/std';
import {parseStandbyLink} from '@holdfast/wire';
import type {Command} from 'commander';
import * as z from 'zod';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {valueOrLine} from '../input/read-line.ts';
import {EXIT, type ExitCode} from '../output/exit-code.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {standbyLines} from '../output/standby-lines.ts';
import {inColour, painter} from '../output/style.ts';
import {clockText, durationText} from '../output/time-text.ts';
import {stopSignal} from '../stop-signal.ts';
import {configFiles} from './config-files.ts';

interface AskOptions {
  readonly data?: string;
  readonly json?: boolean;
}

interface RunOptions {
  readonly config?: string;
  readonly data?: string;
  readonly join?: string;
  readonly name?: string;
}

/** Of a hub's configuration, what its standby goes by. */
const runSchema = z.object({
  data_dir: hubConfigSchema.shape.data_dir,
  admin: hubConfigSchema.shape.admin,
  announce: hubConfigSchema.shape.announce,
  log: hubConfigSchema.shape.log,
});

/** What `status` exits with: a script need not read what it prints. */
const STATUS_EXIT: Readonly<Record<MirrorState, ExitCode>> = {
  mirrored: EXIT.ok,
  catchingUp: EXIT.tryLater,
  away: EXIT.tryLater,
  stuck: EXIT.mismatch,
  diverged: EXIT.mismatch,
  none: EXIT.failed,
};

export function addStandbyCommand(program: Command): void {
  const standby = program
    .command('standby')
    .description('a second machine that holds the ledger as the hub writes it');
  addAsking(
    standby
      .command('link')
      .description('at the hub: let one machine in as the standby, by a link that is good once'),
  ).action(async (options: AskOptions) => printLink(options));
  standby
    .command('run')
    .description('at the second machine: mirror the hub')
    .option('--config <file>', 'configuration (default /etc/holdfast/hub.toml, where there is one)')
    .option('--data <dir>', 'data directory, of its own')
    .option(
      '--join <link>',
      'become the standby first, by the link of: holdfast standby link; - reads it from standard input',
    )
    .option('--name <name>', 'what people call this machine (default: its host name)')
    .action(run);
  addAsking(
    standby.command('status').description('at either machine: who mirrors whom, and how far'),
  )
    .addHelpText(
      'after',
      '\nExit 0: the standby has all that the hub recorded. 75: it is behind, or away.\n' +
        '65: it does not take what it is sent, or holds another history. 1: the hub has none.\n' +
        '69: neither hub nor standby runs with this data directory.',
    )
    .action(async (options: AskOptions) => {
      const status = await clientOf(options).standby();
      if (options.json) printJson(status);
      else for (const line of standbyLines(status, paintOut())) printLine(line);
      process.exitCode = STATUS_EXIT[status.state];
    });
  addAsking(
    standby
      .command('promote')
      .description('at the standby: make it the hub, when the hub is gone; by hand only')
      .option('--force', 'although the hub still talks to it: there will be two for a while'),
  )
    .addHelpText(
      'after',
      '\nTills come by themselves and bring what the mirror lacks; none is paired again. The hub\n' +
        'before records nothing more once it hears of this. Exit 77: the hub is alive.',
    )
    .action(async (options: AskOptions & {readonly force?: boolean}) => {
      const promoted = await clientOf(options).promoteStandby(options.force === true);
      if (options.json) printJson(promoted);
      else {
        printLine(
          `This machine is the hub now: epoch ${promoted.epoch}, after hub ${promoted.hubBefore.slice(0, 8)}.`,
        );
        note('Its program goes on as the hub; so does every start of: holdfast standby run');
      }
    });
  addAsking(
    standby.command('dismiss').description('at the hub: it has no standby any more, from now on'),
  ).action(async (options: AskOptions) => {
    const status = await clientOf(options).dismissStandby();
    if (options.json) printJson(status);
    else for (const line of standbyLines(status, paintOut())) printLine(line);
  });
}

function addAsking(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory (default: as the configuration of the hub says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: AskOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

function paintOut() {
  return painter(inColour(process.stdout));
}

async function printLink(options: AskOptions): Promise<void> {
  const {link, windowMs} = await clientOf(options).openStandbyWindow();
  const untilMs = Date.now() + windowMs;
  if (options.json) {
    printJson({schema: 'holdfast.standby-link/1', link, windowMs, untilMs});
    return;
  }
  printLine(link);
  note(`Good once, until ${clockText(untilMs)} (${durationText(windowMs)}). At the other machine:`);
  note('  holdfast standby run --join -      (then paste the link)');
  note('It takes the place of a standby that this hub has already.');
}

async function run(options: RunOptions): Promise<void> {
  const {value: config} = readConfig(runSchema, {
    files: configFiles('hub', options.config),
    environment: process.env,
    flags: options.data === undefined ? {} : {data_dir: options.data},
  });
  const log = createJsonLog({level: config.log.level, fields: {app: 'standby'}});
  const stop = stopSignal();
  const dataDir = config.data_dir;
  if (options.join !== undefined) {
    const link = parseStandbyLink(
      await valueOrLine(options.join, {question: 'The link of the hub:', key: '--join'}),
    );
    if (!link.ok) {
      throw new Fault('config/invalid', {key: '--join', reason: formatIssue(link.issue)});
    }
    const name = (options.name ?? hostname()).slice(0, 64);
    await joinHub({dataDir, link: link.value, name, log, signal: stop});
  }
  if (!hubConfigFlags(dataDir)) {
    const ended = await runStandby({
      dataDir,
      adminPort: config.admin.port,
      announce: config.announce,
      ...{log, stop},
      onReady: ready => printJson({ready: 'standby', ...ready}),
    });
    if (ended === 'stopped') return;
  }
  await runPromoted({dataDir, config: options.config, stop});
}

/** The machine is the hub now, and stays it at every start. */
async function runPromoted(at: {
  readonly dataDir: string;
  readonly config: string | undefined;
  readonly stop: AbortSignal;
}): Promise<void> {
  const {value: config} = readConfig(hubConfigSchema, {
    files: configFiles('hub', at.config),
    environment: process.env,
    flags: hubConfigFlags(at.dataDir) ?? {},
  });
  const log = createJsonLog({level: config.log.level, fields: {app: 'hub'}});
  const {stop} = at;
  await runHub({config, log, stop, onReady: ready => printJson({ready: 'hub', ...ready})});
}
