import type {ConsoleSessionView, ConsoleView} from '@holdfast/hub/console';
import {StateBanner} from '@holdfast/ui';
import {useEffect, useRef, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {Office, OfficeState} from '../office/office.ts';
import {DayPage} from './day-page.tsx';
import {HomePage} from './home-page.tsx';
import {LedgerPage} from './ledger-page.tsx';
import {LookButtons} from './look-buttons.tsx';
import {type Looks, useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';
import {QuarantinePage} from './quarantine-page.tsx';
import {bannerOf} from './state-words.ts';
import {StorePage} from './store-page.tsx';
import {TillsPage} from './tills-page.tsx';
import {UplinksPage} from './uplinks-page.tsx';
import {hrefOf, PLACES, type Place, usePlace} from './use-place.ts';

const WARN_BEFORE_S = 60;

/** What is round every page: the state, the pages, who is signed in. */
export function Frame(props: {
  readonly office: Office;
  readonly state: OfficeState;
  readonly session: Extract<ConsoleSessionView, {signedIn: true}>;
  readonly view: ConsoleView | undefined;
}) {
  const {office, state, session, view} = props;
  const looks = useLooks();
  const {say} = looks;
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${titleOf(place, looks)} · ${session.store.name}`;
  }, [place, looks, session.store.name]);
  const who = session.name === '' ? say.byHubCode : session.name;
  return (
    <div className="office">
      {view ? (
        <StateBanner
          {...bannerOf(view, looks)}
          ask={say.whatNow}
          dismiss={say.close}
          codes={view.status.causes}
          codesLabel={say.codes}
        >
          <LookButtons />
        </StateBanner>
      ) : (
        <p className="banner banner-line" role="status">
          {say.loading}
        </p>
      )}
      {state.lost && (
        <p className="notice" role="alert">
          {say.lineLost}
        </p>
      )}
      <EndsSoon office={office} endsAtMs={state.endsAtMs} />
      <section className="office-head" aria-label={session.store.name}>
        <p className="office-name">
          <strong>{session.store.name}</strong> <span translate="no">{session.store.id}</span>
        </p>
        <nav aria-label={say.pages}>
          <ul className="tabs">
            {PLACES.map(one => (
              <li key={one}>
                <a href={hrefOf(one)} aria-current={one === place ? 'page' : undefined}>
                  {titleOf(one, looks)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p className="office-who">
          <span className="soft">{say.signedInAs({name: who})}</span>
          <Button className="quiet" onPress={() => void office.signOut()}>
            {say.signOut}
          </Button>
        </p>
      </section>
      <main className="page" ref={main} tabIndex={-1}>
        {view ? pageOf(place, {office, session, view}) : <p role="status">{say.loading}</p>}
      </main>
    </div>
  );
}

function pageOf(place: Place, props: PageProps) {
  switch (place) {
    case 'home':
      return <HomePage {...props} />;
    case 'tills':
      return <TillsPage {...props} />;
    case 'uplinks':
      return <UplinksPage {...props} />;
    case 'ledger':
      return <LedgerPage {...props} />;
    case 'quarantine':
      return <QuarantinePage {...props} />;
    case 'day':
      return <DayPage {...props} />;
    case 'store':
      return <StorePage {...props} />;
  }
}

function titleOf(place: Place, {say}: Looks): string {
  return {
    home: say.pageHome,
    tills: say.pageTills,
    uplinks: say.pageUplinks,
    ledger: say.pageLedger,
    quarantine: say.pageQuarantine,
    day: say.pageDay,
    store: say.pageStore,
  }[place];
}

/** Warns before the session ends by itself, and lets it go on (WCAG 2.2.1). */
function EndsSoon({office, endsAtMs}: {readonly office: Office; readonly endsAtMs: number}) {
  const {say} = useLooks();
  const [leftS, setLeftS] = useState(Number.POSITIVE_INFINITY);
  useEffect(() => {
    const look = () => setLeftS(Math.max(0, Math.ceil((endsAtMs - performance.now()) / 1_000)));
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [endsAtMs]);
  if (leftS > WARN_BEFORE_S) return null;
  return (
    <div className="notice" role="alert">
      <span>{say.staysFor({count: leftS})}</span>
      <Button className="secondary" onPress={() => void office.stay().catch(() => undefined)}>
        {say.stay}
      </Button>
    </div>
  );
}
