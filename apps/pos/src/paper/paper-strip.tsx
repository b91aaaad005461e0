import {Button} from 'react-aria-components/Button';
import {useLooks} from '../screens/looks.tsx';
import {needsSomebody, troubleWords} from './paper-words.ts';
import type {PaperState, TillPaper} from './till-paper.ts';

const SHOWN_MAX = 3;

/**
 * What was not printed, and what can be done about it. Never in the way: selling goes on beside it.
 */
export function PaperStrip({till, paper}: {readonly till: TillPaper; readonly paper: PaperState}) {
  const {say} = useLooks();
  const troubled = paper.jobs.filter(needsSomebody);
  if (troubled.length === 0) return null;
  return (
    <ul className="paper-strip" role="status">
      {troubled.slice(-SHOWN_MAX).map(job => (
        <li key={job.jobId}>
          <span className="paper-trouble">▲ {troubleWords(job, paper, say)}</span>
          {job.state !== 'refused' && (
            <Button className="secondary" onPress={() => till.decide(job, {wish: 'again'})}>
              {say.paperRetry}
            </Button>
          )}
          {job.state !== 'refused' &&
            paper.printers
              .filter(({name, problem}) => name !== job.printer && problem === undefined)
              .slice(0, 2)
              .map(({name}) => (
                <Button key={name} onPress={() => till.decide(job, {wish: 'move', printer: name})}>
                  {say.paperMove({name})}
                </Button>
              ))}
          <Button className="secondary" onPress={() => till.decide(job, {wish: 'cancel'})}>
            {say.paperCancel}
          </Button>
        </li>
      ))}
    </ul>
  );
}
