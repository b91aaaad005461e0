import {useSyncExternalStore} from 'react';
import {PaperStrip} from '../paper/paper-strip.tsx';
import type {WebTill} from '../till/web-till.ts';
import {PairScreen} from './pair-screen.tsx';
import {SellScreen} from './sell-screen.tsx';
import {SignOnScreen} from './sign-on-screen.tsx';
import {StopScreen} from './stop-screen.tsx';
import {TillBanner} from './till-banner.tsx';
import {TrainingMark} from './training-mark.tsx';

/** The till: its banner, and the one screen that its state asks for. */
export function TillApp({till}: {readonly till: WebTill}) {
  const state = useSyncExternalStore(
    listener => till.subscribe(listener),
    () => till.state,
  );
  if (state.stop) return <StopScreen stop={state.stop} />;
  return (
    <div className="till" data-training={state.training}>
      <div>
        <TillBanner till={till} state={state} />
        {state.training && <TrainingMark />}
        {state.ready && <PaperStrip till={till.paper} paper={state.paper} />}
      </div>
      {state.ready && screenOf()}
    </div>
  );

  function screenOf() {
    if (!state.paired) return <PairScreen till={till} />;
    const {operator} = state;
    if (!operator || !state.store.settings) return <SignOnScreen till={till} state={state} />;
    return <SellScreen till={till} state={state} operator={operator} />;
  }
}
