import {useLooks} from '../screens/looks.tsx';
import type {TillState} from '../till/till-state.ts';
import {printerOf} from './till-paper.ts';

/** How this till prints now, and how far the paper of this receipt has come. */
export function PaperLine({
  state: {paper, status},
  receiptNumber,
}: {
  readonly state: TillState;
  readonly receiptNumber: string;
}) {
  const {say} = useLooks();
  const printer = printerOf(paper);
  const job = paper.jobs.findLast(({title}) => title === receiptNumber);
  const words = () => {
    if (!printer) return status.kind === 'hub-lost' ? say.paperHowAlone : say.paperHowDialog;
    const {name} = printer;
    if (job?.state === 'printed') return say.paperPrinted({name: job.printer ?? name});
    if (job?.state === 'sent') return say.paperSent({name: job.printer ?? name});
    return say.paperPrinting({name});
  };
  return (
    <p className="paper-how" data-paper={printer ? (job?.state ?? 'ready') : 'dialog'}>
      {words()}
    </p>
  );
}
