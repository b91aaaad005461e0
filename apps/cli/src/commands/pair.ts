import {Fault} from '@holdfast/std';
import {type Command, Option} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {qrLines} from '../output/qr-code.ts';
import {inColour} from '../output/style.ts';
import {clockText, durationText} from '../output/time-text.ts';
import {type PairCodeOptions, pairWithCode} from './pair-code.ts';

interface PairOptions extends PairCodeOptions {
  readonly data?: string;
  readonly qr?: boolean;
  readonly code?: boolean;
}

/** A link to here leads nowhere from another machine. */
const LOOPBACK = /^holdfast-pair:\/\/(127\.|localhost|\[::1\])/;

export function addPairCommand(program: Command): void {
  program
    .command('pair')
    .description('let one till in: a link that is good once, as text and QR code; or eight digits')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--qr', 'draw the QR code although nobody looks at a terminal')
    .addOption(
      new Option(
        '--code',
        'show eight digits for the till to type, and ask about its name',
      ).conflicts('qr'),
    )
    .option('--approve <name>', 'with --code: let in the till of this name, and no other, unasked')
    .option('--json', 'as JSON documents, one a line')
    .addHelpText(
      'after',
      '\nThe link or the digits alone go to standard output, the rest to standard error.\n' +
        'Give the link to a till by standard input (--pair -): arguments can be read by others.\n' +
        'Five wrong codes close a window; twenty within a day rest codes for a day, links go on.\n' +
        'Exit 77: nobody was let in, and the reason says why.',
    )
    .action(async (options: PairOptions) => {
      const client = new HubClient(hubDirectory(options.data));
      if (options.approve !== undefined && !options.code) {
        throw new Fault('config/invalid', {key: '--approve', reason: 'goes with --code'});
      }
      if (options.code) {
        await pairWithCode(client, options);
        return;
      }
      const {link, windowMs} = await client.openPairing();
      const untilMs = Date.now() + windowMs;
      if (options.json) {
        printJson({schema: 'holdfast.pairing/1', link, windowMs, untilMs});
        return;
      }
      if (options.qr || process.stderr.isTTY) {
        for (const line of qrLines(link, inColour(process.stderr))) note(line);
      }
      printLine(link);
      note(`Good once, until ${clockText(untilMs)} (${durationText(windowMs)}). At the till:`);
      note('  holdfast terminal --workstation W01 --pair -      (then paste the link)');
      if (LOOPBACK.test(link)) {
        note('This link leads to this machine only. For others, set lan.public_host of the hub.');
      }
    });
}
