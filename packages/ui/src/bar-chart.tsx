import type {ReactNode} from 'react';

interface Bar {
  readonly name: string;
  /** What it stands for; below zero it is drawn as nothing, and said in the table. */
  readonly value: number;
  /** As a person reads it. */
  readonly text: string;
  /** How many there were, for the table. */
  readonly count: string;
}

const WIDTH = 640;
const HEIGHT = 180;
const FOOT = 24;
const HEAD = 18;

/** Bars side by side, and the same as a table for whoever cannot see them, or wants the numbers. */
export function BarChart(props: {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly columns: readonly [name: string, amount: string, count: string];
  readonly tableLabel: string;
  readonly children?: ReactNode;
}) {
  const {title, bars, columns, tableLabel, children} = props;
  const most = Math.max(1, ...bars.map(({value}) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.min(56, step * 0.72);
  const labelled = bars.length <= 12;
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      {children}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        <line x1="0" x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} className="chart-line" />
        {bars.map(({name, value, text}, at) => {
          const height = (Math.max(0, value) / most) * (HEIGHT - FOOT - HEAD);
          const x = at * step + (step - width) / 2;
          const middle = x + width / 2;
          return (
            <g key={name}>
              <rect className="chart-bar" rx="3" {...{x, width, height}} y={HEIGHT - FOOT - height}>
                <title>{`${name}: ${text}`}</title>
              </rect>
              {labelled && (
                <text x={middle} y={HEIGHT - FOOT - height - 5} className="chart-value">
                  {text}
                </text>
              )}
              <text x={middle} y={HEIGHT - 7} className="chart-name">
                {name}
              </text>
            </g>
          );
        })}
      </svg>
      <details>
        <summary>{tableLabel}</summary>
        <table>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map(({name, text, count}) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{text}</td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
