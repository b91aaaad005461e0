import {
  type StoreSettings,
  type Tender,
  type TenderNow,
  type TenderReason,
  tendersNow,
} from '@holdfast/catalogue';
import type {Language, Messages} from '@holdfast/messages';
import type {TerminalStatus} from '@holdfast/terminal-sdk';
import {TenderPanel} from '@holdfast/ui';
import {reachOf} from '../till/reach.ts';
import {useLooks} from './looks.tsx';

/** What can be paid with at this moment, and why: changes with the state of the till. */
export function TendersPanel(props: {
  readonly settings: StoreSettings;
  readonly status: TerminalStatus;
}) {
  const {say, language} = useLooks();
  const now = tendersNow(props.settings.tenders, reachOf(props.status));
  return (
    <TenderPanel
      label={say.tendersTitle}
      tenders={now.map(({tender, use, reason}) => ({
        ...{id: tender.id, use},
        label: tenderName(tender, {say, language}),
        useLabel: useWord(use, say),
        reason: reasonWords(say)[reason],
      }))}
    />
  );
}

/** What a tender is called here: the store's word for it. */
export function tenderName(
  {id, kind, name, name_zh: chinese}: Tender,
  {say, language}: {readonly say: Messages; readonly language: Language},
): string {
  const own = language === 'zh-CN' ? (chinese ?? name) : name;
  return own ?? (kind === 'cash' ? say.cash : id);
}

function useWord(use: TenderNow['use'], say: Messages): string {
  return {usable: say.tenderUsable, limited: say.tenderLimited, off: say.tenderOff}[use];
}

function reasonWords(say: Messages): Readonly<Record<TenderReason, string>> {
  return {
    always: say.tenderWhyAlways,
    ownMachine: say.tenderWhyOwnMachine,
    lookAtPhone: say.tenderWhyLookAtPhone,
    lookAtPhoneOnly: say.tenderWhyLookAtPhoneOnly,
    works: say.tenderWhyWorks,
    slow: say.tenderWhySlow,
    needsInternet: say.tenderWhyNeedsInternet,
    needsHub: say.tenderWhyNeedsHub,
    notKnownYet: say.tenderWhyNotKnownYet,
  };
}
