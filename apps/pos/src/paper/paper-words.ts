import type {Messages} from '@holdfast/messages';
import type {PrinterProblem, PrintState} from '@holdfast/wire';
import type {PaperState} from './till-paper.ts';

/** A job that needs somebody: to fill in paper, or to decide. */
export function needsSomebody({state, problem}: PrintState): boolean {
  if (state === 'unsure' || state === 'stale' || state === 'refused') return true;
  return state === 'waiting' && problem !== undefined;
}

/** What is wrong, in one line that names the printer as a person looks for it. */
export function troubleWords(job: PrintState, {printers}: PaperState, say: Messages): string {
  const {state, title: receipt, problem, printer, refusal} = job;
  const name = printers.find(one => one.name === printer)?.place ?? printer ?? '';
  const cause = problem ? problemWords(problem, say)({name}) : '';
  if (state === 'refused') return say.paperNotTaken({code: refusal ?? 'refused'});
  if (state === 'unsure') return `${cause} ${say.paperUnsure({receipt})}`.trim();
  return state === 'stale' ? say.paperStale({receipt}) : cause;
}

function problemWords(
  problem: PrinterProblem,
  say: Messages,
): (named: {readonly name: string}) => string {
  const words: Readonly<Record<PrinterProblem, (named: {readonly name: string}) => string>> = {
    unreachable: say.paperUnreachable,
    'connection-refused': say.paperConnectionRefused,
    silent: say.paperSilent,
    'paper-out': say.paperOut,
    'cover-open': say.paperCoverOpen,
    offline: say.paperPrinterOffline,
    faulty: say.paperFaulty,
    'cut-off': say.paperCutOff,
    unwritable: say.paperUnwritable,
  };
  return words[problem];
}
