import {Dialog} from '@holdfast/ui';
import {useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {TillDay} from '../../day/till-day.ts';
import {ReprintPage} from '../../paper/reprint-page.tsx';
import type {TillState} from '../../till/till-state.ts';
import type {WebTill} from '../../till/web-till.ts';
import {useLooks} from '../looks.tsx';
import {CashPage} from './cash-page.tsx';
import {NoSalePage} from './no-sale-page.tsx';
import {ReportPage} from './report-page.tsx';
import {ReturnPage} from './return-page.tsx';
import {TrainingPage} from './training-page.tsx';

const PAGES = ['cash', 'noSale', 'report', 'giveBack', 'training', 'reprint'] as const;
type Page = (typeof PAGES)[number];

/** What a till does beside selling: a list by numbers, and a page for each. */
export function MenuDialog(props: {
  readonly till: WebTill;
  readonly state: TillState;
  readonly onClose: () => void;
}) {
  const {till, state, onClose} = props;
  const {say} = useLooks();
  const [page, setPage] = useState<Page | undefined>();
  const [day] = useState(() => till.openDay(ports => new TillDay(ports)));
  const {settings} = state.store;
  const names: Readonly<Record<Page, string>> = {
    cash: say.menuCash,
    noSale: say.menuNoSale,
    report: say.menuReport,
    giveBack: say.menuReturn,
    training: state.training ? say.trainingEnd : say.menuTraining,
    reprint: say.paperReprint,
  };
  const title = page === undefined ? say.menuTitle : names[page];
  useEffect(() => {
    const byNumber = (event: KeyboardEvent) => {
      const chosen = PAGES[Number(event.key) - 1];
      if (page !== undefined || chosen === undefined) return;
      event.preventDefault();
      setPage(chosen);
    };
    document.addEventListener('keydown', byNumber, {capture: true});
    return () => document.removeEventListener('keydown', byNumber, {capture: true});
  }, [page]);
  return (
    <Dialog label={title} onClose={onClose}>
      <h2>{title}</h2>
      {page === undefined ? list() : pageOf(page)}
    </Dialog>
  );

  function list() {
    return (
      <ul className="menu-list">
        {PAGES.map((one, at) => (
          <li key={one}>
            <Button className="person" autoFocus={at === 0} onPress={() => setPage(one)}>
              <span aria-hidden="true" className="key-name">
                {at + 1}
              </span>{' '}
              {names[one]}
            </Button>
          </li>
        ))}
      </ul>
    );
  }

  function pageOf(open: Page) {
    if (!settings) return null;
    const common = {till, state, day, onClose, onBack: () => setPage(undefined)};
    switch (open) {
      case 'cash':
        return <CashPage {...common} settings={settings} />;
      case 'noSale':
        return <NoSalePage {...common} />;
      case 'training':
        return <TrainingPage {...common} />;
      case 'giveBack':
        return <ReturnPage {...common} settings={settings} />;
      case 'reprint':
        return <ReprintPage {...common} />;
      default:
        return <ReportPage {...common} />;
    }
  }
}
