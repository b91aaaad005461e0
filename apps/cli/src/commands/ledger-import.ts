import {ANSWER_FILE} from '@holdfast/forwarder/stick';
import {DurableFolder} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {HubClient} from '../hub-client/hub-client.ts';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {EXIT} from '../output/exit-code.ts';
import {fact, heldLines, statementsText} from '../output/export-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, type Paint, painter} from '../output/style.ts';
import {dateTimeText} from '../output/time-text.ts';

interface ImportOptions {
  readonly data?: string;
  readonly from: string;
  readonly json?: boolean;
}

type Taken = Awaited<ReturnType<HubClient['takeAnswer']>>;

export function addLedgerImportCommand(ledger: Command): void {
  ledger
    .command('import')
    .description('take back what head office signed for, from a stick that was there')
    .requiredOption('--from <dir>', 'the folder that was exported to')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nThe hub must be running: it tells its tills what is held. Any number of times changes nothing.',
    )
    .action(async (options: ImportOptions) => {
      const bytes = await new DurableFolder(options.from).read(ANSWER_FILE);
      if (!bytes) {
        const reason = 'head office has not taken this stick in yet';
        throw new Fault('stick/none', {folder: options.from, file: ANSWER_FILE, reason});
      }
      const taken = await new HubClient(hubDirectory(options.data)).takeAnswer(bytes);
      const differs = taken.ledgers.some(({outcome}) => outcome === 'differs');
      if (options.json) printJson({schema: 'holdfast.ledger-import/1', ok: !differs, ...taken});
      else for (const line of takenLines(taken, painter(inColour(process.stdout)))) printLine(line);
      process.exitCode = differs ? EXIT.mismatch : EXIT.ok;
    });
}

function takenLines({issuedAtMs, statements, ledgers}: Taken, paint: Paint): string[] {
  const of = (wanted: Taken['ledgers'][number]['outcome']) =>
    ledgers.filter(({outcome}) => outcome === wanted);
  const [taken, differs, unknown] = [of('taken'), of('differs'), of('unknown')];
  return [
    differs.length > 0
      ? paint('bad', '✗ Head office holds another history than this hub. Nothing of it was taken.')
      : paint('good', '✓ What head office holds is known here, and to the tills.'),
    fact(
      paint,
      'head office',
      `answered ${dateTimeText(issuedAtMs)}, ${statementsText(statements)}`,
    ),
    ...heldLines(taken, paint),
    ...differs.map(({ledgerId}) => fact(paint, 'differs', ledgerId)),
    ...unknown.map(({ledgerId}) => fact(paint, 'not of this hub', ledgerId)),
  ];
}
