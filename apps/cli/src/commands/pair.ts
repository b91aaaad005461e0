import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {note, printJson, printLine} from '../output/print.ts';
import {qrLines} from '../output/qr-code.ts';
import {inColour} from '../output/style.ts';
import {clockText, durationText} from '../output/time-text.ts';

interface PairOptions {
  readonly data?: string;
  readonly qr?: boolean;
  readonly json?: boolean;
}

/** A link to here leads nowhere from another machine. */
const LOOPBACK = /^holdfast-pair:\/\/(127\.|localhost|\[::1\])/;

export function addPairCommand(program: Command): void {
  program
    .command('pair')
    .description('let one till in: a link that is good once, as text and as a QR code')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--qr', 'draw the QR code although nobody looks at a terminal')
    .option('--json', 'as one JSON document')
    .addHelpText('after', '\nThe link alone goes to standard output, the rest to standard error.')
    .action(async (options: PairOptions) => {
      const client = new HubClient(hubDirectory(options.data));
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
      note(`  holdfast terminal --workstation W01 --pair 'LINK'`);
      if (LOOPBACK.test(link)) {
        note('This link leads to this machine only. For others, set lan.public_host of the hub.');
      }
    });
}
