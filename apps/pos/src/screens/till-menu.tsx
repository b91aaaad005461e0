import {lazy, Suspense, useEffect, useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import type {WebTill} from '../till/web-till.ts';
import {useLooks} from './looks.tsx';

/** Kept by the service worker from the first load on, but not needed for a first sale. */
const MenuDialog = lazy(async () => {
  const {MenuDialog: menu} = await import('./menu/menu-dialog.tsx');
  return {default: menu};
});

const KEY = 'F9';

/** The door to everything beside selling: one button, one key. Shut while money is taken. */
export function TillMenu({till, state}: {readonly till: WebTill; readonly state: TillState}) {
  const {say} = useLooks();
  const [open, setOpen] = useState(false);
  const {front} = state;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key !== KEY || till.state.front !== 'sale') return;
      event.preventDefault();
      till.show('menu');
      setOpen(true);
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [till]);
  const close = () => {
    setOpen(false);
    till.show('sale');
  };
  return (
    <>
      <Button
        className="quiet"
        isDisabled={front !== 'sale'}
        onPress={() => {
          till.show('menu');
          setOpen(true);
        }}
      >
        {say.menu}{' '}
        <span aria-hidden="true" className="key-name">
          {KEY}
        </span>
      </Button>
      {open && (
        <Suspense>
          <MenuDialog till={till} state={state} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
