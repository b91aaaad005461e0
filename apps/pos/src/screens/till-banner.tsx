import {StateBanner} from '@holdfast/ui';
import {lazy, Suspense, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {bannerWords} from './banner-words.ts';
import {useLooks} from './looks.tsx';
import {sinceText} from './money-text.ts';
import {TillMenu} from './till-menu.tsx';

/** Kept by the service worker from the first load on, but not needed for a first sale. */
const UnsentDialog = lazy(async () => {
  const {UnsentDialog: dialog} = await import('./unsent-dialog.tsx');
  return {default: dialog};
});

/** The state of the till, what is unsent, and how it speaks: on every screen, at the same place. */
export function TillBanner({till, state}: {readonly till: WebTill; readonly state: TillState}) {
  const {say, language, theme, setLanguage, setTheme} = useLooks();
  const [listOpen, setListOpen] = useState(false);
  const unsent = till.unsentCounts;
  const count = unsent.here + unsent.inHub;
  const time = (wallMs: number) => sinceText(wallMs, {language, nowMs: Date.now()});
  const words = bannerWords(state.status, {say, time, unsent});
  return (
    <>
      <StateBanner
        {...words}
        ask={say.whatNow}
        dismiss={say.whatNowClose}
        codes={state.status.causes}
        codesLabel={say.codes}
        {...(state.status.kind === 'hub-lost'
          ? {}
          : {
              codeLink: code => ({
                href: `/help/${code}?lang=${language}`,
                label: say.helpOpen({code}),
              }),
            })}
      >
        {state.operator && state.store.settings && <TillMenu till={till} state={state} />}
        {state.paired && (
          <Button className="quiet unsent-chip" onPress={() => setListOpen(true)}>
            {unsent.here > 0 && <span>○ {say.unsentHere({count: unsent.here})}</span>}
            {unsent.inHub > 0 && <span>◐ {say.unsentHub({count: unsent.inHub})}</span>}
            {count === 0 ? (
              <span>● {say.unsentNone}</span>
            ) : (
              <span className="heard-only">{say.unsentOpen({count})}</span>
            )}
          </Button>
        )}
        <Button
          className="quiet sign"
          aria-label={`${say.theme}: ${theme === 'dark' ? say.themeLight : say.themeDark}`}
          onPress={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
        >
          {theme === 'dark' ? '☀' : '☾'}
        </Button>
        <Button
          className="quiet"
          lang={language === 'en' ? 'zh-CN' : 'en'}
          onPress={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
        >
          {say.otherLanguage}
        </Button>
      </StateBanner>
      {listOpen && (
        <Suspense>
          <UnsentDialog till={till} state={state} onClose={() => setListOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
