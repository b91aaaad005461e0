import type {ConsoleView, Severity} from '@holdfast/hub/console';
import type {ConsoleMessages} from '@holdfast/messages/console';
import {STATE_LOOKS, sinceText} from '@holdfast/ui';
import {useLooks} from './looks.tsx';

const SHAPES: Readonly<Record<Severity, string>> = {
  now: STATE_LOOKS.bad,
  soon: STATE_LOOKS.warn,
  know: STATE_LOOKS.good,
};

/** What a person should see to, worst first, with what helps and whether it can be done now. */
export function AttentionList({view}: {readonly view: ConsoleView}) {
  const {say, sayIssue, language} = useLooks();
  if (view.attention.length === 0) {
    return (
      <p className="fine">
        <span aria-hidden="true">{STATE_LOOKS.good}</span> {say.attentionNone}
      </p>
    );
  }
  return (
    <ul className="attention">
      {view.attention.map(({code, severity, subject, detail, sinceMs, safeWhileSelling}) => {
        const {means, next} = sayIssue(code);
        const time = sinceText(sinceMs, {language, nowMs: view.status.timeMs});
        return (
          <li key={`${code} ${subject}`} data-severity={severity}>
            <p className="attention-head">
              <span className="severity">
                <span aria-hidden="true">{SHAPES[severity]}</span> {wordOf(severity, say)}
              </span>
              <strong>
                {subject !== '' && <span translate="no">{subject}: </span>}
                {means}
              </strong>
            </p>
            {next !== '' && <p>{next}</p>}
            <p className="soft attention-foot">
              <span>{say.since({time})}</span>
              <span>{safeWhileSelling ? say.safeYes : say.safeNo}</span>
              <code translate="no">
                {code}
                {detail !== '' && ` · ${detail}`}
              </code>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function wordOf(severity: Severity, say: ConsoleMessages): string {
  return {now: say.severityNow, soon: say.severitySoon, know: say.severityKnow}[severity];
}
