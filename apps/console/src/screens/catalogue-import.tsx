import {type ImportOutcome, importOutcomeSchema} from '@holdfast/catalogue';
import type {StoreSummary} from '@holdfast/hub/console';
import {sinceText} from '@holdfast/ui';
import {useState} from 'react';
import {Button} from 'react-aria-components/Button';
import type {Office} from '../office/office.ts';
import {problemOf} from './act-dialog.tsx';
import {useLooks} from './looks.tsx';

const SHOWN_MAX = 100;

/** Replaces the catalogue by a file: checked first, every wrong cell named. */
export function CatalogueImport(props: {
  readonly office: Office;
  readonly summary: StoreSummary;
  readonly may: boolean;
  readonly nowMs: number;
  readonly onTaken: () => Promise<void>;
}) {
  const {office, summary, may, nowMs, onTaken} = props;
  const {say, language} = useLooks();
  const [file, setFile] = useState('');
  const [outcome, setOutcome] = useState<ImportOutcome | undefined>();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const time = sinceText(summary.catalogueChangedAtMs, {language, nowMs});
  const run = async (dryRun: boolean) => {
    setBusy(true);
    setProblem('');
    try {
      const path = `/store/catalogue?dryRun=${dryRun}`;
      setOutcome(await office.ask(importOutcomeSchema, 'POST', path, file));
      if (!dryRun) await onTaken();
    } catch (error) {
      setProblem(problemOf(error, say));
    } finally {
      setBusy(false);
    }
  };
  const choose = async (files: FileList | null) => {
    const [chosen] = files ?? [];
    setOutcome(undefined);
    setFile(chosen ? await chosen.text() : '');
  };
  return (
    <section className="sheet">
      <h2>{say.storeCatalogue}</h2>
      <p>
        {say.storeItems({count: summary.items})}
        {summary.items > 0 && <span className="soft"> · {say.storeChanged({time})}</span>}
      </p>
      {may && (
        <>
          <label className="field">
            <span>{say.storeFile}</span>
            <input
              type="file"
              accept=".csv,text/csv"
              onChange={({target}) => void choose(target.files)}
            />
          </label>
          <div className="row wrap">
            <Button
              className="secondary"
              isDisabled={file === '' || busy}
              onPress={() => void run(true)}
            >
              {say.storeCheck}
            </Button>
            <Button
              className="primary"
              isDisabled={file === '' || busy || outcome?.problems.length !== 0}
              onPress={() => void run(false)}
            >
              {say.storeImport}
            </Button>
          </div>
        </>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
      {outcome && <Outcome outcome={outcome} />}
    </section>
  );
}

function Outcome({outcome}: {readonly outcome: ImportOutcome}) {
  const {say} = useLooks();
  const {items, problems, taken} = outcome;
  if (problems.length > 0) {
    return (
      <div role="status">
        <p className="problem">{say.storeBadRows({count: problems.length})}</p>
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{say.storeRow}</th>
                <th scope="col">{say.storeColumn}</th>
                <th scope="col">{say.storeReason}</th>
              </tr>
            </thead>
            <tbody>
              {problems.slice(0, SHOWN_MAX).map(({line, field, reason}) => (
                <tr key={`${line} ${field} ${reason}`}>
                  <td>{line}</td>
                  <td translate="no">{field}</td>
                  <td>{reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    );
  }
  return (
    <div role="status">
      <p>
        {say.storeItems({count: items})}: {say.storeOutcome(outcome)}
      </p>
      <p>{taken ? say.storeTaken : say.storeWouldBe}</p>
    </div>
  );
}
