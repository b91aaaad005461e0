import type {PrinterStatus, PrintJobStatus} from '@holdfast/hub/client';
import type {PrinterProblem, PrintStateName} from '@holdfast/wire';
import {plain} from './plain.ts';
import type {Look, Paint} from './style.ts';
import {tableLines} from './table.ts';
import {clockText} from './time-text.ts';

/** What is wrong with a printer, and where to look: “192.168.1.50 does not answer”. */
export function problemWords(problem: PrinterProblem, {at}: Pick<PrinterStatus, 'at'>): string {
  const place = plain(at.replace(/^tcp:\/\/(.*):\d+$/, '$1').replace(/^file:/, ''));
  const words: Readonly<Record<PrinterProblem, string>> = {
    unreachable: `${place} does not answer: power, cable, address?`,
    'connection-refused': `${place} refuses to print: port, or another program at it?`,
    silent: `${place} takes the connection and says nothing (--no-answers, if it never does)`,
    'paper-out': 'out of paper',
    'cover-open': 'its cover is open',
    offline: 'off-line: see its lights',
    faulty: 'has an error of its own: knife, head or supply',
    'cut-off': 'the connection broke while it printed',
    unwritable: `${place} cannot be written`,
  };
  return words[problem];
}

export function printerLines(printers: readonly PrinterStatus[], paint: Paint): string[] {
  if (printers.length === 0) {
    return ['No printers yet: holdfast printers add counter --at tcp://192.168.1.50:9100'];
  }
  const columns = ['printer', 'address', 'paper', 'tills', 'waiting', 'as it was met last'];
  const rows = printers.map(printer => {
    const {name, at, columns: letters, encoding, tills, waiting, problem} = printer;
    const state = problem
      ? paint('bad', `■ ${problemWords(problem, printer)}`)
      : paint('good', '● ready');
    const whose = tills.length === 0 ? 'all' : tills.map(plain).join(' ');
    return [name, plain(at), `${letters} ${encoding}`, whose, String(waiting), state];
  });
  return tableLines({columns: columns.map(title => ({title})), rows}, paint);
}

const LOOKS: Readonly<Partial<Record<PrintStateName, Look>>> = {
  ...{printed: 'good', sent: 'good', unsure: 'warn', stale: 'warn', refused: 'bad'},
};

const STATE_WORDS: Readonly<Record<PrintJobStatus['state'], string>> = {
  waiting: 'waits',
  printing: 'prints',
  printed: 'printed',
  sent: 'sent; the printer does not say more',
  unsure: 'may be printed in part: holdfast printers again, or cancel',
  stale: 'waited too long: holdfast printers again, or cancel',
  cancelled: 'cancelled',
};

export function jobLines(jobs: readonly PrintJobStatus[], paint: Paint): string[] {
  if (jobs.length === 0) return ['Nothing waits, and nothing was printed yet.'];
  const columns = ['job', 'what', 'till', 'printer', 'asked', 'state'];
  const rows = jobs.map(({jobId, title, workstationId, printer, askedAtMs, state, problem}) => {
    const words = `${STATE_WORDS[state]}${problem ? ` (${problem})` : ''}`;
    const look = LOOKS[state];
    const said = look ? paint(look, words) : words;
    return [
      jobId.slice(0, 8),
      plain(title),
      plain(workstationId),
      printer,
      clockText(askedAtMs),
      said,
    ];
  });
  return tableLines({columns: columns.map(title => ({title})), rows}, paint);
}
