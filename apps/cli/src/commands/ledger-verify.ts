import {existsSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import type {VerifiedLedger} from '@holdfast/ledger-libsql';
import {Fault, isFault} from '@holdfast/std';
import type {Command} from 'commander';
import {hubDirectory} from '../hub-client/hub-directory.ts';
import {INDEX_FILE} from '../ledger-export/export-index.ts';
import {readExport} from '../ledger-export/read-export.ts';
import {EXIT} from '../output/exit-code.ts';
import {exportLines} from '../output/export-lines.ts';
import {printJson, printLine} from '../output/print.ts';
import {inColour, painter} from '../output/style.ts';
import {verdictJson, verdictLines} from '../output/verdict-lines.ts';

interface VerifyOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function addLedgerVerifyCommand(ledger: Command): void {
  ledger
    .command('verify')
    .description('read ledgers from the first byte to the last and recompute everything')
    .argument('[file]', 'one ledger’s file, or an export; default: all of the hub’s')
    .option('--data <dir>', 'data directory of the hub (default: as its configuration says)')
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nA file is read from a copy and stays as it is. The hub must have stopped; where it must not,\n' +
        'export its ledger and verify that. Exit 65: something does not hold, and where.',
    )
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const exported = file === undefined ? undefined : exportFolder(file);
      const ok =
        exported === undefined
          ? await verifyLedgers(file, options)
          : await verifyExport(exported, options);
      process.exitCode = ok ? EXIT.ok : EXIT.mismatch;
    });
}

/** The folder of an export, if that is what was named. */
function exportFolder(place: string): string | undefined {
  if (basename(place) === INDEX_FILE) return dirname(place);
  return statSync(place, {throwIfNoEntry: false})?.isDirectory() ? place : undefined;
}

async function verifyExport(directory: string, {json}: VerifyOptions): Promise<boolean> {
  const read = await readExport(directory);
  const {index, indexSha256, sums, broken} = read;
  const ok = broken === undefined;
  if (json) {
    const {hubId, store, ledgers} = index;
    const verdict = {ok, hubId, store, ledgers, sums, indexSha256, ...(broken ? {broken} : {})};
    printJson({schema: 'holdfast.export-verdict/1', ...verdict});
  } else {
    for (const line of exportLines(read, painter(inColour(process.stdout)))) printLine(line);
  }
  return ok;
}

async function verifyLedgers(file: string | undefined, options: VerifyOptions): Promise<boolean> {
  const verified = await verifyPlace(file, options).catch(orExport);
  const ok = verified.every(
    ({verdict}) => !('unreadable' in verdict) && verdict.broken === undefined,
  );
  if (options.json) {
    printJson({schema: 'holdfast.ledger-verdict/1', ok, ledgers: verified.map(verdictJson)});
  } else {
    const paint = painter(inColour(process.stdout));
    for (const each of verified) for (const line of verdictLines(each, paint)) printLine(line);
  }
  return ok;
}

/** Whoever cannot stop the hub now has another way. */
function orExport(error: unknown): never {
  if (!isFault(error, 'database/in-use')) throw error;
  const instead = 'holdfast ledger export --to DIR, then: holdfast ledger verify DIR';
  throw new Fault('database/in-use', {...error.fields, instead}, {cause: error});
}

async function verifyPlace(
  file: string | undefined,
  {data}: VerifyOptions,
): Promise<readonly VerifiedLedger[]> {
  // The database comes along only here: the other commands ask the hub, and should not wait for it.
  const {verifyLibsqlLedgerFile, verifyLibsqlLedgers} = await import('@holdfast/ledger-libsql');
  if (file !== undefined) return [await verifyLibsqlLedgerFile({path: file, signatures: true})];
  const directory = join(hubDirectory(data), 'ledgers');
  const verified = existsSync(directory)
    ? await verifyLibsqlLedgers({directory, signatures: true})
    : [];
  if (verified.length === 0) throw new Fault('database/missing', {path: directory});
  return verified;
}
