import {rmSync, writeFileSync} from 'node:fs';
import {createInterface} from 'node:readline/promises';
import {text as readAll} from 'node:stream/consumers';
import {restoreAuthority} from '@holdfast/hub';
import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {recoverySheetLines} from '../output/recovery-sheet-lines.ts';
import {recoverySheetPage} from '../output/recovery-sheet-page.ts';
import {inColour} from '../output/style.ts';

interface RecoveryOptions {
  readonly data?: string;
}

const DATA = '--data <dir>';
const DATA_MEANS = 'data directory of the hub (default: as its configuration says)';

export function addRecoveryCommand(program: Command): void {
  const recovery = program
    .command('recovery')
    .description('the sheet of paper that brings a store back when its hub is gone');
  recovery
    .command('print')
    .description('draw a new sheet: sixteen words and a QR code, told this once')
    .option(DATA, DATA_MEANS)
    .option('--html <file>', 'as a page to print, in a file that only this user can read')
    .option('--json', 'as one JSON document')
    .action(async (options: RecoveryOptions & {html?: string; json?: boolean}) => {
      const client = new HubClient(hubDirectory(options.data));
      const {store, hubId} = await client.status();
      const draw = async () => ({...(await client.printRecoverySheet()), store, hubId});
      if (options.json) printJson({schema: 'holdfast.recovery-sheet/1', ...(await draw())});
      else if (options.html === undefined) {
        for (const line of recoverySheetLines(await draw(), inColour(process.stdout)))
          printLine(line);
      } else {
        await writePage(options.html, async () => recoverySheetPage(await draw()));
        note(`Print ${options.html}, then delete it: whoever has the words has the store.`);
      }
      note('Now show that it can be read: holdfast recovery confirm');
    });
  recovery
    .command('confirm')
    .description('type the words of the newest sheet back, from standard input')
    .option(DATA, DATA_MEANS)
    .action(async (options: RecoveryOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      await client.confirmRecoverySheet(await readWords());
      note('The sheet is proven. Lock it away, outside of the store if you can.');
    });
  recovery
    .command('restore')
    .description('give a new hub the authority of its store, before its first start')
    .argument('<copy>', 'the sealed copy: store-ca.sealed.json of the hub that is gone')
    .option(DATA, DATA_MEANS)
    .addHelpText('after', '\nThe words of the sheet come from standard input.')
    .action(async (copyFile: string, options: RecoveryOptions) => {
      const directory = hubDirectory(options.data);
      await restoreAuthority({directory, copyFile, words: await readWords()});
      note('Done. Browsers trust this hub as they trusted the one before.');
    });
}

/**
 * Never over a file that is there: it may be another sheet. The file comes first, so that no sheet
 * is drawn that could not be written.
 */
async function writePage(file: string, draw: () => Promise<string>): Promise<void> {
  try {
    writeFileSync(file, '', {mode: 0o600, flag: 'wx'});
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('config/invalid', {key: '--html', reason}, {cause});
  }
  try {
    writeFileSync(file, await draw());
  } catch (error) {
    rmSync(file, {force: true});
    throw error;
  }
}

async function readWords(): Promise<string> {
  if (!process.stdin.isTTY) return readAll(process.stdin);
  const terminal = createInterface({input: process.stdin, output: process.stderr});
  try {
    return await terminal.question('The sixteen words of the sheet, then Enter:\n');
  } finally {
    terminal.close();
  }
}
