import {storeSummarySchema} from '@holdfast/hub/console';
import {useAnswer} from './ask-state.ts';
import {CatalogueImport} from './catalogue-import.tsx';
import {useLooks} from './looks.tsx';
import {OperatorsPart} from './operators-part.tsx';
import type {PageProps} from './page-props.ts';
import {SettingsForm} from './settings-form.tsx';

/** What the store is and sells, and who works in it. */
export function StorePage({office, session, view}: PageProps) {
  const {say} = useLooks();
  const found = useAnswer(office, storeSummarySchema, '/store');
  const {value} = found;
  return (
    <>
      <h1>{say.storeTitle}</h1>
      <p className="problem" role="alert">
        {found.problem}
      </p>
      {value && (
        <div className="store-parts">
          <SettingsForm
            office={office}
            settings={value.settings}
            may={session.rights.includes('store')}
            onSaved={found.again}
          />
          <CatalogueImport
            office={office}
            summary={value}
            may={session.rights.includes('store') && value.settings !== undefined}
            nowMs={view.status.timeMs}
            onTaken={found.again}
          />
          <OperatorsPart
            office={office}
            operators={value.operators}
            may={session.rights.includes('operators')}
            onChanged={found.again}
          />
        </div>
      )}
    </>
  );
}
