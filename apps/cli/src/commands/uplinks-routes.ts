import {readConfig} from '@holdfast/config-toml';
import {hubConfigSchema, wayOutOf} from '@holdfast/hub/client';
import {Fault} from '@holdfast/std';
import {planUplinkRoutes, type RoutePlan, systemIp} from '@holdfast/uplink-https';
import type {Command} from 'commander';
import * as z from 'zod';
import {note, printJson, printLine} from '../output/print.ts';
import {plural} from '../output/quantity-text.ts';
import {configFiles} from './config-files.ts';

interface RoutesOptions {
  readonly config?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

/** Of a hub's configuration, what routing needs. */
const uplinksSchema = z.object({uplink: hubConfigSchema.shape.uplink});

export function addUplinkRoutesCommand(uplinks: Command): void {
  uplinks
    .command('routes')
    .description('the policy routes that make each bound uplink leave by its own line (Linux)')
    .option('--config <file>', 'of the hub (default /etc/holdfast/hub.toml)')
    .option('--apply', 'set them; takes root')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nPrints the commands that are still needed, none where all is set. A line that was down has\n' +
        'lost its routes: run it again, or let the program that brings the line up run it.',
    )
    .action(async (options: RoutesOptions) => {
      if (process.platform !== 'linux') {
        const reason = `${process.platform} routes what is bound to an address by itself`;
        throw new Fault('uplink/no-routing', {reason});
      }
      const {value} = readConfig(uplinksSchema, {
        files: configFiles('hub', options.config),
        environment: process.env,
      });
      const ways = value.uplink.map(uplink => ({name: uplink.name, ...wayOutOf(uplink)}));
      const plan = await planUplinkRoutes(ways);
      if (options.apply) await apply(plan);
      if (options.json) {
        printJson({
          schema: 'holdfast.uplink-routes/1',
          uplinks: plan.wanted.map(({uplink, address, table}) => ({uplink, address, table})),
          commands: plan.changes.map(commandText),
          applied: options.apply === true,
        });
        return;
      }
      for (const command of plan.changes) printLine(commandText(command));
      note(summary(plan, options.apply === true));
    });
}

/** One after the other, and not the next after one that failed: `ip` says why. */
async function apply({changes}: RoutePlan): Promise<void> {
  if (changes.length > 0 && process.getuid?.() !== 0) {
    throw new Fault('uplink/no-routing', {reason: 'setting routes takes root'});
  }
  for (const args of changes) await systemIp(args);
}

function summary({wanted, changes}: RoutePlan, applied: boolean): string {
  if (wanted.length === 0) {
    return 'No uplink is bound to a line of its own that is up: nothing to route.';
  }
  const uplinks = plural(wanted.length, 'uplink');
  if (changes.length === 0) return `The routes of ${uplinks} are set.`;
  const commands = plural(changes.length, 'command');
  if (applied) return `Done: ${commands} for ${uplinks}.`;
  return `${commands} needed for ${uplinks}. To run them: holdfast uplinks routes --apply (as root).`;
}

function commandText(args: readonly string[]): string {
  return `ip ${args.join(' ')}`;
}
