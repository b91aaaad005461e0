import type {LedgerEntryText} from '@holdfast/hub/client';
import {type Command, Option} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {entryLine} from '../output/entry-line.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';
import {stopSignal} from '../stop-signal.ts';
import {sleep} from '../store/replay-driver.ts';
import {wholeNumber} from './whole-number.ts';

const EVERY_MS = 500;
const ENTRIES_MAX = 1_000;
const COLUMNS_ELSEWHERE = 200;

interface TailOptions {
  readonly data?: string;
  readonly lines: string;
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

export function addLedgerTailCommand(ledger: Command): void {
  ledger
    .command('tail')
    .description('the last entries of the ledger that the hub writes now')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('-n, --lines <n>', 'how many', '20')
    .option('-f, --follow', 'go on as entries are recorded, until Ctrl-C')
    .addOption(new Option('--json', 'as one JSON document').conflicts('follow'))
    .addOption(new Option('--jsonl', 'as one JSON document a line').conflicts('json'))
    .action(async (options: TailOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      const limits = {text: options.lines, least: 1, most: ENTRIES_MAX};
      const lines = wholeNumber('--lines', limits);
      const {position, ledgerId} = (await client.status()).ledger;
      const entries = await client.entries(Math.max(0, position - lines), lines);
      if (options.json) {
        printJson({schema: 'holdfast.ledger-tail/1', ledgerId, entries});
        return;
      }
      const show = shower(options);
      for (const entry of entries) show(entry);
      if (options.follow) await follow(client, {after: entries.at(-1), show});
    });
}

function shower({jsonl}: TailOptions): (entry: LedgerEntryText) => void {
  if (jsonl) return entry => printJson({schema: 'holdfast.ledger-entry/1', ...entry});
  const paint = painter(inColour(process.stdout));
  return entry => {
    const columns = process.stdout.isTTY ? process.stdout.columns : COLUMNS_ELSEWHERE;
    printLine(entryLine(entry, {paint, columns}));
  };
}

async function follow(
  client: HubClient,
  {
    after,
    show,
  }: {
    readonly after: LedgerEntryText | undefined;
    readonly show: (entry: LedgerEntryText) => void;
  },
): Promise<void> {
  const signal = stopSignal();
  let last = after;
  while (!signal.aborted) {
    const entries = await client.entries(last?.position ?? 0, ENTRIES_MAX);
    for (const entry of entries) show(entry);
    last = entries.at(-1) ?? last;
    if (entries.length < ENTRIES_MAX) await sleep(EVERY_MS, signal);
  }
}
