import type {TimelinePeriod} from '@holdfast/hub/console';
import {STATE_LOOKS, sinceText} from '@holdfast/ui';
import {durationText} from './duration-text.ts';
import {useLooks} from './looks.tsx';
import {LOOK_OF, type PeriodState, stateWord} from './state-words.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A day, or less where there is less on record. */
const SPANS_MS = [15 * MINUTE_MS, 60 * MINUTE_MS, 6 * 60 * MINUTE_MS, DAY_MS] as const;
const WIDTH = 1_000;
const HEIGHT = 44;
/** What is too short to see is drawn as wide as this. */
const WIDTH_MIN = 3;
const ROWS_MAX = 30;
const STATES: readonly PeriodState[] = ['online', 'degraded', 'recovering', 'offline', 'stopped'];

/** When the store was cut off, and why: a strip to see it, and the same as a table. */
export function Timeline(props: {
  readonly periods: readonly TimelinePeriod[];
  readonly nowMs: number;
}) {
  const {periods, nowMs} = props;
  const {say, language} = useLooks();
  const [first] = periods;
  if (!first) return <p className="soft">{say.timelineEmpty}</p>;
  const spanMs = SPANS_MS.find(size => first.sinceMs > nowMs - size) ?? DAY_MS;
  const fromMs = nowMs - spanMs;
  const at = (wallMs: number) =>
    ((Math.min(nowMs, Math.max(fromMs, wallMs)) - fromMs) / (nowMs - fromMs)) * WIDTH;
  const shown = periods.filter(({untilMs}) => (untilMs ?? nowMs) > fromMs);
  const used = STATES.filter(state => shown.some(period => period.state === state));
  const time = (wallMs: number) => sinceText(wallMs, {language, nowMs});
  const newest = [...periods].reverse().slice(0, ROWS_MAX);
  return (
    <div className="timeline">
      <p className="soft">{say.timelineLast({time: durationText(spanMs, language)})}</p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {shown.map(({state, sinceMs, untilMs}) => {
          const x = at(sinceMs);
          const width = Math.max(WIDTH_MIN, at(untilMs ?? nowMs) - x);
          const [y, height] = BAR[state];
          return (
            <rect key={sinceMs} data-look={LOOK_OF[state]} {...{x, y, width, height}}>
              <title>{`${stateWord(state, say)} ${time(sinceMs)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="timeline-ends soft" aria-hidden="true">
        <span>{time(fromMs)}</span>
        <span>{say.stillSo}</span>
      </p>
      <ul className="legend">
        {used.map(state => (
          <li key={state} data-look={LOOK_OF[state]}>
            <span aria-hidden="true">{STATE_LOOKS[LOOK_OF[state]]}</span> {stateWord(state, say)}
          </li>
        ))}
      </ul>
      <details>
        <summary>{say.timelineTable}</summary>
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{say.timelineState}</th>
                <th scope="col">{say.timelineFrom}</th>
                <th scope="col">{say.timelineUntil}</th>
                <th scope="col">{say.timelineLasted}</th>
                <th scope="col">{say.timelineUnsent}</th>
                <th scope="col">{say.timelineWhy}</th>
              </tr>
            </thead>
            <tbody>
              {newest.map(({state, sinceMs, untilMs, unsentMax, causes}) => (
                <tr key={sinceMs}>
                  <td className="mark" data-look={LOOK_OF[state]}>
                    <span aria-hidden="true">{STATE_LOOKS[LOOK_OF[state]]}</span>{' '}
                    {stateWord(state, say)}
                  </td>
                  <td>{time(sinceMs)}</td>
                  <td>{untilMs === undefined ? say.stillSo : time(untilMs)}</td>
                  <td>{durationText((untilMs ?? nowMs) - sinceMs, language)}</td>
                  <td className="number">{unsentMax}</td>
                  <td>
                    <code translate="no">{causes.join(' · ')}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  );
}

/** How tall a state stands: the worse, the taller, so that nobody has to tell colours apart. */
const BAR: Readonly<Record<PeriodState, readonly [y: number, height: number]>> = {
  online: [32, 12],
  recovering: [24, 20],
  degraded: [16, 28],
  offline: [0, 44],
  stopped: [0, 44],
};
