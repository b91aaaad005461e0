import type {Command} from 'commander';
import {addLedgerExportCommand} from './ledger-export.ts';
import {addLedgerImportCommand} from './ledger-import.ts';
import {addLedgerShowCommand} from './ledger-show.ts';
import {addLedgerTailCommand} from './ledger-tail.ts';
import {addLedgerTotalsCommand} from './ledger-totals.ts';
import {addLedgerVerifyCommand} from './ledger-verify.ts';

export function addLedgerCommand(program: Command): void {
  const ledger = program.command('ledger').description('what the hub has recorded');
  addLedgerTailCommand(ledger);
  addLedgerShowCommand(ledger);
  addLedgerTotalsCommand(ledger);
  addLedgerVerifyCommand(ledger);
  addLedgerExportCommand(ledger);
  addLedgerImportCommand(ledger);
}
