import {spawnSync} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ONLINE_RETAIL_MAP} from '@holdfast/importer';
import {sampleFile} from '@holdfast/samples';
import {Fault, utf8Decode} from '@holdfast/std';
import {type Command, Option} from 'commander';
import {SCRIPTS, type ScriptName} from '../demo/outage-script.ts';
import {type DemoResult, runDemo} from '../demo/run-demo.ts';
import {SABOTAGES, type Sabotage, sabotage} from '../demo/sabotage.ts';
import {EXIT} from '../output/exit-code.ts';
import {note} from '../output/print.ts';
import {proverArgs} from '../replay/run-prover.ts';
import {stopSignal} from '../stop-signal.ts';
import {planLanes} from '../store/plan-lanes.ts';
import {parseDuration} from './duration.ts';

const UNATTENDED_MS = 60_000;

interface DemoCommandOptions {
  readonly for?: string;
  readonly script?: ScriptName;
  readonly tills: string;
  readonly dir?: string;
  readonly sabotage?: Sabotage;
}

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('a whole store on this machine, with a real shop’s day going through it')
    .option('--for <time>', 'run by itself for so long, as in 60s')
    .addOption(
      new Option('--script <name>', 'what happens to the store').choices(Object.keys(SCRIPTS)),
    )
    .option('--tills <n>', 'how many lanes', '4')
    .option('--dir <dir>', 'where its files go (default: a new directory)')
    .addOption(
      new Option(
        '--sabotage <how>',
        'tamper with head office’s disk afterwards: the prover must notice',
      ).choices(SABOTAGES),
    )
    .action(async (options: DemoCommandOptions) => {
      const attended = process.stdin.isTTY && process.stderr.isTTY && options.for === undefined;
      const forMs = options.for === undefined ? undefined : parseDuration('--for', options.for);
      const directory = options.dir ?? mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
      const plan = planLanes({
        text: utf8Decode(sampleFile('online-retail-2010-12-01_12')),
        map: ONLINE_RETAIL_MAP,
        lanes: laneCount(options.tills),
        day: 'busiest',
      });
      note(`A gift shop’s day, ${plan.day}: ${plan.lanes.flat().length} transactions as recorded.`);
      note('(Online Retail, Daqing Chen, UCI Machine Learning Repository, 2015, CC BY 4.0)');
      const script = options.script ?? (attended ? 'calm' : 'outage');
      const result = await runDemo({
        directory,
        plan,
        storeId: '017',
        forMs: attended ? undefined : (forMs ?? UNATTENDED_MS),
        script: SCRIPTS[script],
        keys: attended,
        signal: stopSignal(),
        note,
      });
      if (options.sabotage)
        note(`Sabotage: ${await sabotage(result.directories.gateway, options.sabotage)}`);
      process.exitCode = finish(result);
    });
}

function laneCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 32) return count;
  throw new Fault('config/invalid', {key: '--tills', reason: 'must be 1 to 32', value: text});
}

/** Tells what struck and lets a process of its own judge: the demo does not grade itself. */
export function finish(result: DemoResult): number {
  const {struck, refusals, drained, unclean} = result;
  note('');
  for (const {fault, proof} of struck) note(`Fault that struck: ${fault} (${proof}).`);
  for (const refusal of refusals) note(`Refused: ${refusal}`);
  if (!drained) note('Head office did not hold everything in time.');
  for (const name of unclean) note(`Did not stop by itself: ${name}.`);
  const main = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));
  const args = proverArgs(result);
  note(`$ holdfast prove ${args.join(' ')}\n`);
  const node = ['--disable-warning=ExperimentalWarning', main, 'prove', ...args];
  const prover = spawnSync(process.execPath, node, {stdio: ['ignore', 'inherit', 'inherit']});
  const whole = drained && refusals.length === 0 && unclean.length === 0;
  return prover.status === EXIT.ok && !whole ? EXIT.failed : (prover.status ?? EXIT.failed);
}
