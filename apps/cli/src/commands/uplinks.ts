import type {UplinkStatus, UplinkTest} from '@holdfast/hub/client';
import {Fault, isFault} from '@holdfast/std';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {EXIT, type ExitCode} from '../output/exit-code.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';
import {type Cell, tableLines} from '../output/table.ts';
import {uplinkLines} from '../output/uplink-lines.ts';
import {addUplinkRoutesCommand} from './uplinks-routes.ts';

interface UplinksOptions {
  readonly data?: string;
  readonly json?: boolean;
}

const WISHES = {
  prefer: {
    description: 'use this way first, metered or not',
    done: 'is used first from now on, until the hub starts again',
  },
  pause: {
    description: 'use this way for nothing, not even probes',
    done: 'rests until it is resumed or the hub starts again',
  },
  resume: {description: 'use a paused way again', done: 'is used again once it has proved itself'},
} as const;

export function addUplinksCommand(program: Command): void {
  const uplinks = program.command('uplinks').description('the ways to head office');
  describe(uplinks.command('ls').description('list them: health, round trip, bytes')).action(
    async (options: UplinksOptions) => {
      print((await clientOf(options).status()).uplinks, options);
    },
  );
  describe(
    uplinks.command('test').argument('[name]').description('ask head office over one way, or all'),
  )
    .addHelpText('after', '\nExit 0: all answered. Exit 1: some did. Exit 69: none did.')
    .action(async (name: string | undefined, options: UplinksOptions) => {
      const client = clientOf(options);
      const tested = await known(client, name, () => client.testUplinks(name));
      if (options.json) printJson({schema: 'holdfast.uplink-test/1', uplinks: tested});
      else for (const line of testLines(tested)) printLine(line);
      process.exitCode = exitCodeOfTest(tested);
    });
  for (const [wish, {description, done}] of Object.entries(WISHES)) {
    describe(uplinks.command(wish).argument('<name>').description(description)).action(
      async (name: string, options: UplinksOptions) => {
        const client = clientOf(options);
        if (!isWish(wish)) return;
        print(await known(client, name, () => client.steer({name, wish})), options);
        note(`${name} ${done}.`);
      },
    );
  }
  addUplinkRoutesCommand(uplinks);
}

function isWish(text: string): text is keyof typeof WISHES {
  return text in WISHES;
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: UplinksOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

/** Whoever mistypes a name is told which there are. */
async function known<T>(
  client: HubClient,
  name: string | undefined,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (name === undefined || !isFault(error, 'request/not-found')) throw error;
    const names = (await client.status()).uplinks.map(uplink => uplink.name);
    throw new Fault('request/not-found', {uplink: name, there: names.join(', ')}, {cause: error});
  }
}

function print(uplinks: readonly UplinkStatus[], {json}: UplinksOptions): void {
  if (json) printJson({schema: 'holdfast.uplinks/1', uplinks});
  else for (const line of uplinkLines(uplinks, painter(inColour(process.stdout)))) printLine(line);
}

function testLines(tested: readonly UplinkTest[]): string[] {
  const columns = [{title: 'UPLINK'}, {title: 'HEAD OFFICE'}, {title: 'ROUND TRIP'}, {title: ''}];
  const rows = tested.map(({name, answered, rttMs, seenAs, lastError}): Cell[] => [
    name,
    answered ? {text: '✓ answered', look: 'good'} : {text: '✗ no answer', look: 'bad'},
    rttMs === undefined || !answered ? '' : `${Math.round(rttMs)} ms`,
    answered ? (seenAs === '' ? '' : `seen as ${seenAs}`) : lastError,
  ]);
  return tableLines({columns, rows}, painter(inColour(process.stdout)));
}

function exitCodeOfTest(tested: readonly UplinkTest[]): ExitCode {
  const answered = tested.filter(each => each.answered);
  if (answered.length === 0) return EXIT.unreachable;
  return answered.length === tested.length ? EXIT.ok : EXIT.failed;
}
