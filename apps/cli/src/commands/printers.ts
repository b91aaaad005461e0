import type {PrinterStatus, PrintJobStatus} from '@holdfast/hub/client';
import {Fault} from '@holdfast/std';
import {PAPER_COLUMNS, PAPER_ENCODINGS} from '@holdfast/wire';
import {type Command, Option} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {printJson, printLine} from '../output/print.ts';
import {jobLines, printerLines, problemWords} from '../output/printer-lines.ts';
import {inColour, painter} from '../output/style.ts';
import {sleep} from '../store/replay-driver.ts';

const TEST_WAIT_MS = 12_000;
const LOOK_EVERY_MS = 200;

interface PrintersOptions {
  readonly data?: string;
  readonly json?: boolean;
}

interface AddOptions extends PrintersOptions {
  readonly at: string;
  readonly columns: string;
  readonly encoding: string;
  readonly tills?: string;
  readonly drawerPin: string;
  readonly answers: boolean;
}

export function addPrintersCommand(program: Command): void {
  const printers = program
    .command('printers')
    .description('receipt printers, and what waits for them');
  describe(printers.command('ls').description('list them, each as it was met last')).action(
    async (options: PrintersOptions) => list(await clientOf(options).printers(), options),
  );
  describe(
    printers
      .command('add')
      .argument('<name>', 'what people call it: counter, bar')
      .requiredOption('--at <address>', 'tcp://192.168.1.50:9100, or file:/dev/usb/lp0')
      .addOption(
        new Option('--columns <n>', 'letters on a line')
          .choices(PAPER_COLUMNS.map(String))
          .default('42'),
      )
      .addOption(
        new Option('--encoding <name>', 'the letters it knows')
          .choices(PAPER_ENCODINGS)
          .default('gb18030'),
      )
      .option('--tills <ids>', 'the tills that print here, as in W01,W02 (default: all)')
      .addOption(
        new Option('--drawer-pin <pin>', 'of its drawer connector')
          .choices(['2', '5'])
          .default('2'),
      )
      .option('--no-answers', 'it never says how it is: believe that it printed what it took')
      .description('add one, or give one of this name other settings'),
  ).action(async (name: string, options: AddOptions) => {
    const {at, columns, encoding, tills, drawerPin, answers} = options;
    const printer = {
      ...{name, at, columns: Number(columns), encoding, answers, drawer_pin: Number(drawerPin)},
      tills: tills?.split(',').map(till => till.trim()) ?? [],
    };
    list(await clientOf(options).keepPrinter(printer), options);
  });
  describe(
    printers
      .command('rm')
      .argument('<name>')
      .description('take one out; what waits for it waits for a person then'),
  ).action(async (name: string, options: PrintersOptions) =>
    list(await clientOf(options).removePrinter(name), options),
  );
  describe(
    printers
      .command('test')
      .argument('<name>')
      .description('print a page, and say what came of it'),
  ).action(test);
  describe(printers.command('jobs').description('what waits, and what was printed last')).action(
    async (options: PrintersOptions) => {
      const jobs = await clientOf(options).printJobs();
      if (options.json) printJson({schema: 'holdfast.print-jobs/1', jobs});
      else for (const line of jobLines(jobs, painter(inColour(process.stdout)))) printLine(line);
    },
  );
  decide(printers, 'again', 'print it; marked where some of it may be on paper already');
  decide(printers, 'cancel', 'do not print it any more');
  describe(
    printers
      .command('move')
      .argument('<job>', 'the beginning of its id')
      .argument('<printer>', 'where to')
      .description('print it at another printer'),
  ).action(async (id: string, printer: string, options: PrintersOptions) =>
    show(await clientOf(options).decidePrintJob(id, {wish: 'move', printer}), options),
  );
}

function decide(printers: Command, wish: 'again' | 'cancel', means: string): void {
  describe(
    printers.command(wish).argument('<job>', 'the beginning of its id').description(means),
  ).action(async (id: string, options: PrintersOptions) =>
    show(await clientOf(options).decidePrintJob(id, {wish}), options),
  );
}

/** Ends well where the printer took the page, and names what is wrong where it did not. */
async function test(name: string, options: PrintersOptions): Promise<void> {
  const client = clientOf(options);
  let job = await client.testPrinter(name);
  const deadlineMs = performance.now() + TEST_WAIT_MS;
  const {jobId} = job;
  while (!isSettled(job) && performance.now() < deadlineMs) {
    await sleep(LOOK_EVERY_MS, new AbortController().signal);
    job = (await client.printJobs()).find(one => one.jobId === jobId) ?? job;
  }
  const {state, problem} = job;
  if (state === 'printed' || state === 'sent') {
    show(job, options);
    return;
  }
  await client.decidePrintJob(jobId, {wish: 'cancel'});
  const printer = (await client.printers()).find(one => one.name === name);
  const reason = problem && printer ? problemWords(problem, printer) : state;
  throw new Fault('printer/not-ready', {printer: name, problem: problem ?? state, reason});
}

function isSettled({state, problem}: PrintJobStatus): boolean {
  return problem !== undefined || (state !== 'waiting' && state !== 'printing');
}

function describe(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document');
}

function clientOf({data}: PrintersOptions): HubClient {
  return new HubClient(hubDirectory(data));
}

function list(printers: readonly PrinterStatus[], {json}: PrintersOptions): void {
  if (json) printJson({schema: 'holdfast.printers/1', printers});
  else
    for (const line of printerLines(printers, painter(inColour(process.stdout)))) printLine(line);
}

function show(job: PrintJobStatus, {json}: PrintersOptions): void {
  if (json) printJson({schema: 'holdfast.print-job/1', ...job});
  else for (const line of jobLines([job], painter(inColour(process.stdout)))) printLine(line);
}
