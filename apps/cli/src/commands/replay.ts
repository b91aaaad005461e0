import {existsSync, mkdtempSync, readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {type DemoResult, runDemo} from '../demo/run-demo.ts';
import {EXIT} from '../output/exit-code.ts';
import {importLines} from '../output/import-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {bytesText, plural} from '../output/quantity-text.ts';
import {inColour, painter} from '../output/style.ts';
import {durationText} from '../output/time-text.ts';
import {proveAsJson} from '../replay/run-prover.ts';
import {readShopFile} from '../replay/shop-file.ts';
import {stopSignal} from '../stop-signal.ts';
import {type LanePlan, planLanes} from '../store/plan-lanes.ts';
import {finish} from './demo.ts';
import {parseSpeed} from './speed.ts';
import {wholeNumber} from './whole-number.ts';

const LARGE_CHARACTERS = 5_000_000;

interface ReplayOptions {
  readonly map?: string;
  readonly encoding: string;
  readonly tills: string;
  readonly speed: string;
  readonly day?: string;
  readonly dir?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description('sell a shop’s recorded lines through a whole store on this machine, and prove it')
    .argument('<file>', 'recorded lines, as CSV or the like')
    .option('--map <file>', 'how to read its columns (TOML); two known shops need none')
    .option('--encoding <name>', 'of the file, such as gb18030', 'utf-8')
    .option('--tills <n>', 'how many lanes', '4')
    .option('--speed <times>', 'how fast, as in 100x; max: each lane as fast as it can', '100x')
    .option('--day <date>', 'one business day only, as in 2010-12-05; busiest: the one with most')
    .option('--dir <dir>', 'where its files go, empty or made (default: a new directory)')
    .option('--dry-run', 'only say how it would be read')
    .option('--json', 'as one JSON document at the end')
    .addHelpText('after', '\nExit 0: whole. Exit 65: not whole, or a column is missing.')
    .action(async (file: string, options: ReplayOptions) => {
      const speed = parseSpeed('--speed', options.speed);
      refuseUsed(options.dir);
      const plan = makePlan(file, options);
      const {report} = plan.imported;
      if (!options.json) {
        for (const line of importLines(report, painter(inColour(process.stdout)))) printLine(line);
      }
      if (options.dryRun) {
        if (options.json) printJson({schema: 'holdfast.import-report/1', ...report});
        return;
      }
      const directory = options.dir ?? mkdtempSync(join(tmpdir(), 'holdfast-replay-'));
      const result = await play(plan, {speed, directory});
      process.exitCode = options.json ? finishAsJson(result, plan) : finish(result);
    });
}

function makePlan(file: string, options: ReplayOptions): LanePlan {
  const lanes = wholeNumber('--tills', {text: options.tills, least: 1, most: 32});
  const {text, map} = readShopFile({file, map: options.map, encoding: options.encoding});
  const size =
    text.length > LARGE_CHARACTERS ? ` (${bytesText(text.length)}; this takes a while)` : '';
  note(`Reading ${file} as ${map.name}${size} …`);
  const {day} = options;
  return planLanes({text, map, lanes, ...(day === undefined ? {} : {day})});
}

async function play(
  plan: LanePlan,
  {speed, directory}: {readonly speed: number; readonly directory: string},
): Promise<DemoResult> {
  const sales = plan.lanes.flat().length;
  if (sales === 0) throw nothingToSell(plan);
  const day = plan.day === undefined ? '' : ` of ${plan.day}`;
  const pace =
    speed === Number.POSITIVE_INFINITY
      ? 'as fast as the lanes can'
      : `${durationText(plan.spanMs)} of business in ${durationText(plan.spanMs / speed)}`;
  const tills = plural(plan.lanes.length, 'till');
  note(`\n${plural(sales, 'transaction')}${day} at ${tills}, ${pace}.`);
  return runDemo({
    directory,
    plan,
    storeId: '017',
    forMs: undefined,
    speed,
    script: [],
    keys: false,
    signal: stopSignal(),
    note,
  });
}

function nothingToSell({day, imported}: LanePlan): Fault {
  const days = imported.transactions.map(({transaction}) => transaction.businessDayDate).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) {
    return new Fault('import/unreadable', {reason: 'no line of it is a sale; the report says why'});
  }
  const reason = 'no transaction on this day';
  return new Fault('config/invalid', {key: '--day', value: day ?? '', reason, first, last});
}

/** A store that is there already has sold something else. */
function refuseUsed(directory: string | undefined): void {
  if (directory === undefined || !existsSync(directory)) return;
  if (readdirSync(directory).length === 0) return;
  throw new Fault('config/invalid', {key: '--dir', value: directory, reason: 'must be empty'});
}

function finishAsJson(result: DemoResult, plan: LanePlan): number {
  const {sold, refusals, drained, unclean, directories} = result;
  const {proof, exitCode} = proveAsJson(result);
  const {report} = plan.imported;
  const played = {day: plan.day, sold, refusals, drained, unclean, directories};
  printJson({schema: 'holdfast.replay/1', report, ...played, proof});
  const whole = drained && refusals.length === 0 && unclean.length === 0;
  return exitCode === EXIT.ok && !whole ? EXIT.failed : exitCode;
}
