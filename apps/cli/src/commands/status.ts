import {type Fault, isFault} from '@holdfast/std';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {printJson, printLine} from '../output/print.ts';
import {Redrawn} from '../output/redrawn.ts';
import {statusLines} from '../output/status-lines.ts';
import {inColour, type Paint, painter} from '../output/style.ts';
import {clockText} from '../output/time-text.ts';
import {stopSignal} from '../stop-signal.ts';
import {sleep} from '../store/replay-driver.ts';

const EVERY_MS = 1_000;

interface StatusOptions {
  readonly data?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('how this store stands: state and why, tills, uplinks, ledger')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--watch', 'again every second, until Ctrl-C')
    .option('--json', 'as one JSON document; with --watch one a line')
    .addHelpText('after', '\nExit 69: no hub answers. With --watch it waits for one instead.')
    .action(async (options: StatusOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      const paint = painter(inColour(process.stdout));
      if (options.watch) await watch(client, {json: options.json === true, paint});
      else if (options.json) printJson(await client.status());
      else for (const line of statusLines(await client.status(), paint)) printLine(line);
    });
}

async function watch(
  client: HubClient,
  {json, paint}: {readonly json: boolean; readonly paint: Paint},
): Promise<void> {
  const signal = stopSignal();
  const screen = new Redrawn(process.stdout);
  let awaySinceMs: number | undefined;
  while (!signal.aborted) {
    try {
      const status = await client.status();
      awaySinceMs = undefined;
      if (json) printJson(status);
      else screen.draw(statusLines(status, paint));
    } catch (error) {
      if (!isFault(error, 'hub/unreachable')) throw error;
      awaySinceMs ??= Date.now();
      if (json) printJson(awayJson(error));
      else screen.draw(awayLines(awaySinceMs, paint));
    }
    await sleep(EVERY_MS, signal);
  }
  screen.end();
}

function awayJson({code, fields}: Fault) {
  return {schema: 'holdfast.hub-status/1', fault: {code, fields}};
}

function awayLines(sinceMs: number, paint: Paint): string[] {
  return [
    `${paint('bad', '⬣ NO HUB')} since ${clockText(sinceMs)}: each till works alone, on its own journal`,
    'Looking again every second. Start the hub with: holdfast hub',
  ];
}
