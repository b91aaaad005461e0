import {existsSync} from 'node:fs';
import {proveStore} from '@holdfast/prover';
import {Fault} from '@holdfast/std';
import type {Command} from 'commander';
import {CREDENTIAL_MEANS, credentialFrom} from '../input/credential.ts';
import {EXIT} from '../output/exit-code.ts';
import {printJson, printLine} from '../output/print.ts';
import {proofLines} from '../output/print-proof.ts';
import {inColour, painter} from '../output/style.ts';

interface ProveCommandOptions {
  readonly tills: readonly string[];
  readonly hub: string;
  readonly gateway: string;
  readonly sold?: string;
  readonly credential?: string;
  readonly browserJournals?: readonly string[];
  readonly json?: boolean;
}

export function addProveCommand(program: Command): void {
  program
    .command('prove')
    .description(
      'read the disks of tills, hub and gateway, and say whether anything was lost, doubled or changed',
    )
    .requiredOption('--tills <dir...>', 'data directories of the tills')
    .requiredOption('--hub <dir>', 'data directory of the hub')
    .requiredOption('--gateway <dir>', 'data directory of the gateway')
    .option('--sold <file>', 'receipts that applications kept, one JSON object a line')
    .option('--credential <file>', CREDENTIAL_MEANS)
    .option(
      '--browser-journals <id...>',
      'journals of tills in a browser, whose disk cannot be read: taken as the hub has them',
    )
    .option('--json', 'as one JSON document')
    .addHelpText(
      'after',
      '\nThe programs must have stopped. Exit 0: whole. Exit 65: not whole, and why.',
    )
    .action((options: ProveCommandOptions) => {
      for (const place of [...options.tills, options.hub, options.gateway, options.sold]) {
        if (place !== undefined && !existsSync(place)) {
          throw new Fault('config/invalid', {key: place, reason: 'is not there'});
        }
      }
      const {credential: credentialFile, ...places} = options;
      const credential = credentialFrom(credentialFile);
      const proof = proveStore({...places, ...(credential ? {credential} : {})});
      if (options.json) printJson({schema: 'holdfast.proof/1', ...proof});
      else for (const line of proofLines(proof, painter(inColour(process.stdout)))) printLine(line);
      process.exitCode = proof.ok ? EXIT.ok : EXIT.mismatch;
    });
}
