import {Button} from 'react-aria-components/Button';
import type {TillState} from '../till/till-state.ts';
import {useLooks} from './looks.tsx';

/** This page cannot go on as a till: why, and the one thing to do. */
export function StopScreen({stop}: {readonly stop: NonNullable<TillState['stop']>}) {
  const {say} = useLooks();
  const words = {
    elsewhere: [say.elsewhereTitle, say.elsewhere],
    broken: [say.brokenTitle, say.broken],
    unfit: [say.unfitTitle, say.unfit],
  } as const;
  const [title, text] = words[stop.kind];
  return (
    <main className="card-screen">
      <section className="card" role="alert">
        <h1>{title}</h1>
        <p>{text}</p>
        <p className="codes">
          {say.codes}: <code translate="no">{stop.code}</code>
        </p>
        <Button className="primary" autoFocus onPress={() => location.reload()}>
          {say.reload}
        </Button>
      </section>
    </main>
  );
}
