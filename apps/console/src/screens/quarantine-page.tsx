import {ledgerPageSchema} from '@holdfast/hub/console';
import {STATE_LOOKS} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import {useAnswer} from './ask-state.ts';
import {EntryDialog} from './entry-dialog.tsx';
import {HitTable} from './hit-table.tsx';
import {useLooks} from './looks.tsx';
import type {PageProps} from './page-props.ts';

/** What stands aside: read, and decided. Nothing of it is ever deleted. */
export function QuarantinePage({office, session, view}: PageProps) {
  const {say} = useLooks();
  const [before, setBefore] = useState('');
  const [open, setOpen] = useState<string | undefined>();
  // Asked anew when the count changes: somebody else may have decided.
  const path = `/ledger?aside=true${before}`;
  const found = useAnswer(office, ledgerPageSchema, `${path}#${view.custody.aside}`);
  const next = found.value?.before;
  return (
    <>
      <h1>{say.asideTitle}</h1>
      <p>{say.asideHow}</p>
      <section className="sheet" aria-live="polite">
        <p className="problem" role="alert">
          {found.problem}
        </p>
        {found.value?.hits.length === 0 ? (
          <p className="fine">
            <span aria-hidden="true">{STATE_LOOKS.good}</span> {say.asideNone}
          </p>
        ) : (
          <HitTable hits={found.value?.hits ?? []} onOpen={setOpen} />
        )}
        {next && (
          <Button
            className="secondary"
            onPress={() => setBefore(`&before=${next.ledgerId}:${next.position}`)}
          >
            {say.ledgerMore}
          </Button>
        )}
      </section>
      {open !== undefined && (
        <EntryDialog
          office={office}
          session={session}
          path={open}
          onClose={() => setOpen(undefined)}
          onDecided={found.again}
        />
      )}
    </>
  );
}
