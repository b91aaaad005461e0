import {userInfo} from 'node:os';
import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import type {PersonalClient} from '../hub-client/personal-client.ts';
import {EXIT} from '../output/exit-code.ts';
import {erasureLines, personalLines} from '../output/personal-lines.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';

interface PersonalOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly customer?: string;
}

interface EraseOptions extends PersonalOptions {
  readonly reason: string;
  readonly by?: string;
  readonly yes?: boolean;
}

const RECEIPTS = 'receipt numbers, instead of a customer';

/** Customers' personal data at the hub: what there is, what it says, and how it goes. */
export function addPersonalCommand(program: Command): void {
  const personal = program
    .command('personal')
    .description('customers’ personal data: what there is, and how it is erased');
  describe(
    personal
      .command('ls')
      .argument('[receipts...]', RECEIPTS)
      .description('list transactions with personal data, without what it says'),
  ).action((receipts: string[], options: PersonalOptions) => list(receipts, options));
  describe(
    personal
      .command('show')
      .argument('[receipts...]', RECEIPTS)
      .description('say what is known of a customer; the hub’s log notes that it was shown'),
  ).action(async (receipts: string[], options: PersonalOptions) => {
    requireWho(receipts, options);
    await list(receipts, options, true);
  });
  describe(
    personal
      .command('erase')
      .argument('[receipts...]', RECEIPTS)
      .description('erase it for good, on all disks; chains, totals and receipts stay'),
  )
    .requiredOption('--reason <text>', 'why, as the signed entry will say for ever')
    .option('--by <name>', 'who says so (default: this user)')
    .option('--yes', 'do it; without, it only says what would go')
    .addHelpText(
      'after',
      '\nNever name the customer in --reason: it stays. Copies on sticks and in backups stay as they are.' +
        '\nExit 75: recorded, but a file is being read; the hub tries again by itself.',
    )
    .action(erase);
}

async function list(receipts: string[], options: PersonalOptions, withData = false): Promise<void> {
  const {customer: customerId, json} = options;
  const query = {receipts, customerId, withData};
  const entries = await clientOf(options).list(query);
  if (json) printJson({schema: 'holdfast.personal/1', entries});
  else for (const line of personalLines(entries, paint())) printLine(line);
}

async function erase(receipts: string[], options: EraseOptions): Promise<void> {
  requireWho(receipts, options);
  const {customer: customerId, reason, by, yes, json} = options;
  const client = clientOf(options);
  if (!yes) {
    await list(receipts, options);
    note('Nothing was erased. It cannot be undone: add --yes to do it.');
    return;
  }
  const erasedBy = by ?? userInfo().username;
  const report = await client.erase({receipts, customerId, reason, erasedBy});
  if (json) printJson({schema: 'holdfast.personal-erased/1', ...report});
  else for (const line of erasureLines(report, paint())) printLine(line);
  if (report.pending) process.exitCode = EXIT.tryLater;
}

function requireWho(receipts: readonly string[], {customer}: PersonalOptions): void {
  if (receipts.length > 0 !== (customer !== undefined)) return;
  throw new Fault('request/malformed', {reason: 'name receipts, or --customer, and not both'});
}

function paint() {
  return painter(inColour(process.stdout));
}

function describe(command: Command): Command {
  return command
    .option('--customer <id>', 'all that was sold under this customer’s id')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: PersonalOptions): PersonalClient {
  return new HubClient(hubDirectory(data)).personalData;
}
