import {existsSync, readdirSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {MANIFEST_FILE} from '@holdfast/forwarder/stick';
import {Fault, isFault} from '@holdfast/std';
import type {Command} from 'commander';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {CREDENTIAL_MEANS, credentialFrom} from '../input/credential.ts';
import {EXIT} from '../output/exit-code.ts';
import {printJson, printLine} from '../output/print.ts';
import {Progress} from '../output/progress.ts';
import {inColour, painter} from '../output/style.ts';
import {exportVerdictLines, ledgerVerdictLines} from '../output/verdict-lines.ts';

const LEDGER_FILE = /^ledger-\d{4,}\.db$/;

interface VerifyOptions {
  readonly data?: string;
  readonly dataKeys?: string;
  readonly credential?: string;
  readonly json?: boolean;
}

export function addLedgerVerifyCommand(ledger: Command): void {
  ledger
    .command('verify')
    .description('read ledgers from the first byte to the last and recompute everything')
    .argument('[file]', 'an export’s folder, or one ledger’s file; default: all of the hub’s')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--data-keys <file>', 'what opens a sealed file that lies elsewhere: data-keys.json')
    .option('--credential <file>', CREDENTIAL_MEANS)
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nShares no code with what writes them: signatures, chains, statements and totals by rules of its\n' +
        'own. A file is read from a copy and stays as it is. The hub must have stopped; where it must\n' +
        'not, export its ledger and verify that. Exit 65: something does not hold, and where.',
    )
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const exported = file === undefined ? undefined : exportFolder(file);
      const ok =
        exported === undefined
          ? await verifyFiles(file === undefined ? ledgerFiles(options) : [file], options)
          : await verifyFolder(exported, options);
      process.exitCode = ok ? EXIT.ok : EXIT.mismatch;
    });
}

/** The folder of an export, if that is what was named. */
function exportFolder(place: string): string | undefined {
  if (basename(place) === MANIFEST_FILE) return dirname(place);
  return statSync(place, {throwIfNoEntry: false})?.isDirectory() ? place : undefined;
}

async function verifyFolder(directory: string, {json}: VerifyOptions): Promise<boolean> {
  // A prover is loaded by whoever wants a proof, and by nobody else.
  const {verifyExportFolder} = await import('@holdfast/prover');
  let progress: Progress | undefined;
  const report = await verifyExportFolder(directory, (done, total) => {
    progress ??= new Progress('Checking', {total});
    progress.at(done);
  }).finally(() => progress?.end());
  const ok = report.broken === undefined;
  if (json) {
    const {manifest, ...found} = report;
    const {hubKey: _, gatewayKey: __, sums: ___, ...said} = manifest ?? {};
    printJson({schema: 'holdfast.export-verdict/2', ok, ...said, ...found});
  } else {
    const paint = painter(inColour(process.stdout));
    for (const line of exportVerdictLines(report, paint)) printLine(line);
  }
  return ok;
}

async function verifyFiles(files: readonly string[], options: VerifyOptions): Promise<boolean> {
  const {json, dataKeys} = options;
  const [{verifyLedgerFiles}, {refuseInUse}] = await Promise.all([
    import('@holdfast/prover'),
    import('@holdfast/ledger-libsql'),
  ]);
  for (const file of files) {
    if (!existsSync(file)) throw new Fault('database/missing', {path: file});
    orExport(() => refuseInUse(file));
  }
  const credential = credentialFrom(options.credential);
  const reports = await verifyLedgerFiles(files, {
    ...(dataKeys === undefined ? {} : {dataKeys}),
    ...(credential ? {credential} : {}),
  });
  const ok = reports.every(({broken}) => broken === undefined);
  if (json) {
    const ledgers = reports.map(({position, ...report}) => ({
      ...{ok: report.broken === undefined, position},
      entries: position - report.prunedPosition,
      ...report,
    }));
    printJson({schema: 'holdfast.ledger-verdict/2', ok, ledgers});
  } else {
    const paint = painter(inColour(process.stdout));
    for (const report of reports) {
      for (const line of ledgerVerdictLines(report, paint)) printLine(line);
    }
  }
  return ok;
}

/** Oldest first. */
function ledgerFiles({data}: VerifyOptions): readonly string[] {
  const directory = join(hubDirectory(data), 'ledgers');
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const files = names.filter(name => LEDGER_FILE.test(name)).sort();
  if (files.length === 0) throw new Fault('database/missing', {path: directory});
  return files.map(name => join(directory, name));
}

/** Whoever cannot stop the hub now has another way. */
function orExport(look: () => void): void {
  try {
    look();
  } catch (error) {
    if (!isFault(error, 'database/in-use')) throw error;
    const instead = 'holdfast ledger export --to DIR --all --plain, then: ledger verify DIR';
    throw new Fault('database/in-use', {...error.fields, instead}, {cause: error});
  }
}
