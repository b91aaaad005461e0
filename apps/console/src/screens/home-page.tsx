import {CustodyMark, STATE_LOOKS} from '@holdfast/ui';
import {AttentionList} from './attention-list.tsx';
import {durationText} from './duration-text.ts';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';
import {StorePicture} from './store-picture.tsx';
import {Timeline} from './timeline.tsx';

/** The store at a glance: the picture, where every sale is, what to see to, what was. */
export function HomePage({view}: PageProps) {
  const {say, language} = useLooks();
  const {custody, status} = view;
  const waits = status.ledger.unsent > 0;
  const rows = [
    ['journaled', say.custodyJournaled, custody.journaled],
    ['recorded', say.custodyRecorded, custody.recorded],
    ['held', say.custodyHeld, custody.held],
  ] as const;
  const aside = ['attention', say.custodyAside, custody.aside] as const;
  const all = custody.aside > 0 ? [...rows, aside] : rows;
  const number = new Intl.NumberFormat(language);
  return (
    <div className="home">
      <h1 className="heard-only">{say.pageHome}</h1>
      <section className="sheet picture-sheet" aria-labelledby="picture-title">
        <h2 id="picture-title">{say.pictureTitle}</h2>
        <StorePicture view={view} />
      </section>
      <section className="sheet" aria-labelledby="attention-title">
        <h2 id="attention-title">
          {say.attentionTitle}
          {view.attention.length > 0 && <span className="count">{view.attention.length}</span>}
        </h2>
        <AttentionList view={view} />
      </section>
      <section className="sheet" aria-labelledby="custody-title">
        <h2 id="custody-title">{say.custodyTitle}</h2>
        <dl className="counts">
          {all.map(([look, label, count]) => (
            <div key={look} data-custody={look}>
              <dt>
                <CustodyMark custody={look} label={label} />
              </dt>
              <dd>{number.format(count)}</dd>
            </div>
          ))}
        </dl>
        <p className="soft">
          {waits
            ? say.oldestUnsent({time: durationText(status.ledger.oldestUnsentMs, language)})
            : `${STATE_LOOKS.good} ${say.nothingWaits}`}
        </p>
        {custody.journaled > 0 && <p className="soft">{say.custodyJournaledHint}</p>}
      </section>
      <section className="sheet wide" aria-labelledby="timeline-title">
        <h2 id="timeline-title">{say.timelineTitle}</h2>
        <Timeline periods={view.timeline} nowMs={status.timeMs} />
      </section>
    </div>
  );
}
