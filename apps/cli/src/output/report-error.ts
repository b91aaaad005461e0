import {Defect, Fault, type FaultCode} from '@holdfast/std';
import {CommanderError} from 'commander';
import {EXIT, type ExitCode, exitCodeOf} from './exit-code.ts';
import {plain} from './plain.ts';
import {wrap} from './wrap.ts';

/** What to do about a fault, where there is one thing to do. */
const NEXT: Partial<Record<FaultCode, string>> = {
  'config/invalid': 'Correct the setting named above and run the command again.',
  'data-key/exposed': 'chmod 600 the file. If somebody may have read it: holdfast keys rotate.',
  'data-key/missing':
    'Put data-keys.json back from your copy and start again. Without a copy, move the folder ledgers aside: the hub begins a new ledger, and tills send what head office does not hold.',
  'data-key/unreadable':
    'Put the file back from your copy, or start it with the credential that wraps its keys.',
  'data-key/wrong':
    'Put the file back from your copy, and give the credential that it was wrapped with.',
  'database/in-use':
    'Another Holdfast process holds this directory. Stop it, or use another directory.',
  'database/too-new': 'Run the version named above, or restore the copy kept beside the file.',
  'database/disk-full': 'Free some space. Nothing that was recorded is lost.',
  'discovery/no-multicast': 'Give the address of the hub instead.',
  'enrolment/refused': 'Ask head office for a new link: holdfast gateway enrol.',
  'gateway/unreachable': 'Check the address and the line; nothing is lost while it is away.',
  'hub/unreachable':
    'Is the hub running, and with this directory? If not: holdfast hub, or --data DIR.',
  'hub/untrusted': 'This is another hub. If yours was replaced, pair again with: holdfast pair.',
  'pairing/busy': 'Wait a moment and type the digits again.',
  'pairing/refused': 'Look at the reason. Then open a new window at the hub: holdfast pair.',
  'pairing/unheld-entries':
    'Let it reach the hub of its old store until all is held, or take its journal along: holdfast terminal export --to DIR. Then pair it.',
  'request/unauthorized': 'Run it as the user of the hub, or as root.',
  'store/not-set-up': 'Give it settings first: holdfast store set FILE.',
  'stick/damaged':
    'Export again onto the same stick at the hub: what is whole stays, the rest is written anew.',
  'stick/none':
    'At the hub: holdfast ledger export --to DIR. At head office: holdfast gateway import.',
  'stick/unusable': 'Put the stick back, or free some space on it, and run the command again.',
  'uplink/no-routing': 'Run it as root on the hub, with iproute2 installed.',
  'wire/version': 'Use the command of the version that runs.',
  'import/column-missing': 'Name the column that holds it in the map: --map FILE.',
  'journal/read-only': 'Pair this till first: holdfast terminal --pair-code, or --pair -.',
};

/** Tells a person what happened, why, and what next; returns the exit code that tells a script. */
export function reportError(
  error: unknown,
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr,
): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed what was wrong
  }
  if (error instanceof Fault) {
    const width = stream.isTTY ? stream.columns : Number.POSITIVE_INFINITY;
    const say = (text: string) =>
      stream.write(`${wrap(text, {width, first: '', others: '  '}).join('\n')}\n`);
    say(error.means);
    for (const [field, value] of Object.entries(error.fields))
      stream.write(`  ${field}: ${plain(String(value))}\n`);
    const next = NEXT[error.code];
    if (next) say(`What next: ${next}`);
    stream.write(`Code: ${error.code}\n`);
    return exitCodeOf(error.code);
  }
  const kind = error instanceof Defect ? 'A broken invariant' : 'An unexpected error';
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stream.write(`${kind}: this is our mistake. Please report it with the lines below.\n${detail}\n`);
  return EXIT.failed;
}
