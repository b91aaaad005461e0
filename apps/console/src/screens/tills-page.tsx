import {STATE_LOOKS, sinceText} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';
import {PairDialog} from './pair-dialog.tsx';
import {RenameTill, RevokeTill} from './till-dialogs.tsx';
import {clockOffS, isOpen, type TillView, tillLook, unsentHere, unsentThere} from './till-words.ts';

type Open =
  | {readonly kind: 'pair'}
  | {readonly kind: 'rename' | 'revoke'; readonly till: TillView}
  | undefined;

/** The tills: how each is, and who is let in, named and taken out. */
export function TillsPage({office, session, view}: PageProps) {
  const {say, language} = useLooks();
  const [open, setOpen] = useState<Open>();
  const may = session.rights.includes('tills');
  const {tills, timeMs} = view.status;
  const listed = [...tills].sort((a, b) => Number(!isOpen(a)) - Number(!isOpen(b)));
  const time = (wallMs: number) => sinceText(wallMs, {language, nowMs: timeMs});
  const close = () => setOpen(undefined);
  return (
    <>
      <div className="page-head">
        <h1>{say.tillTitle}</h1>
        {may && (
          <Button className="primary" onPress={() => setOpen({kind: 'pair'})}>
            {say.tillLetIn}
          </Button>
        )}
      </div>
      {tills.length === 0 && <p>{say.tillNone}</p>}
      <ul className="cards">
        {listed.map(till => {
          const look = tillLook(till);
          return (
            <li key={till.journalId} className="sheet">
              <h2>
                <span>
                  <span translate="no">{till.workstationId}</span>{' '}
                  <span className="till-name">{till.name}</span>
                </span>
                <span className="mark" data-look={look}>
                  <span aria-hidden="true">{STATE_LOOKS[look]}</span> {stateOf(till)}
                </span>
              </h2>
              <dl className="facts-list">
                <dt>{say.tillUnsent}</dt>
                <dd>{unsentOf(till)}</dd>
                <dt>{say.tillClock}</dt>
                <dd>{till.connected ? clockOf(till) : '–'}</dd>
                <dt>{say.tillLastSeen}</dt>
                <dd>
                  {till.connected
                    ? say.stillSo
                    : till.seenAtMs === undefined
                      ? say.tillNotSeen
                      : time(till.seenAtMs)}
                </dd>
                <dt>{say.tillAddress}</dt>
                <dd translate="no">{till.address === '' ? '–' : till.address}</dd>
                <dt>{say.tillVersion}</dt>
                <dd translate="no">{till.app === '' ? '–' : till.app}</dd>
              </dl>
              {may && isOpen(till) && (
                <div className="row wrap">
                  <Button className="secondary" onPress={() => setOpen({kind: 'rename', till})}>
                    {say.tillRename}
                  </Button>
                  <Button className="danger" onPress={() => setOpen({kind: 'revoke', till})}>
                    {say.tillRevoke}
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {open?.kind === 'pair' && <PairDialog office={office} onClose={close} />}
      {open?.kind === 'rename' && <RenameTill office={office} till={open.till} onClose={close} />}
      {open?.kind === 'revoke' && <RevokeTill office={office} till={open.till} onClose={close} />}
    </>
  );

  function stateOf(till: TillView): string {
    if (!isOpen(till)) return say.tillClosed;
    return till.connected ? say.tillHere : say.tillAway;
  }

  function unsentOf(till: TillView): string {
    const [here, there] = [unsentHere(till), unsentThere(till)];
    const parts = [
      ...(there > 0 ? [say.tillUnsentThere({count: there})] : []),
      ...(here > 0 ? [say.tillUnsentHere({count: here})] : []),
    ];
    return parts.length === 0 ? say.tillAllSent : parts.join(' · ');
  }

  function clockOf(till: TillView): string {
    const count = clockOffS(till);
    return count === 0 ? say.tillClockOk : say.tillClockOff({count});
  }
}
