import {useSyncExternalStore} from 'react';
import type {Office} from '../office/office.ts';
import {Frame} from './frame.tsx';
import {useLooks} from './looks.tsx';
import {SignInScreen} from './sign-in-screen.tsx';

/** The console: somebody signs in, or is. */
export function ConsoleApp({office}: {readonly office: Office}) {
  const {say} = useLooks();
  const state = useSyncExternalStore(
    listener => office.subscribe(listener),
    () => office.state,
  );
  const {session, view} = state;
  if (!session) {
    return (
      <main className="card-screen" aria-busy="true">
        <p role="status">{state.lost ? say.lineLost : say.loading}</p>
      </main>
    );
  }
  if (!session.signedIn) return <SignInScreen office={office} state={state} session={session} />;
  return <Frame office={office} state={state} session={session} view={view} />;
}
