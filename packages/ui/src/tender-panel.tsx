import {STATE_LOOKS} from './state-banner.tsx';

export interface TenderRow {
  readonly id: string;
  readonly label: string;
  readonly use: 'usable' | 'limited' | 'off';
  /** That in a word, for whoever does not see the sign. */
  readonly useLabel: string;
  /** Why it is so: said also where it works. */
  readonly reason: string;
}

const SIGNS = {
  usable: STATE_LOOKS.good,
  limited: STATE_LOOKS.warn,
  off: STATE_LOOKS.bad,
} as const;

/** What can be paid with right now. What cannot stays visible, with its reason. */
export function TenderPanel(props: {
  readonly label: string;
  readonly tenders: readonly TenderRow[];
}) {
  const {label, tenders} = props;
  return (
    <ul className="tenders" aria-label={label}>
      {tenders.map(({id, label: name, use, useLabel, reason}) => (
        <li key={id} data-tender={id} data-use={use}>
          <span role="img" aria-label={useLabel}>
            {SIGNS[use]}
          </span>
          <strong>{name}</strong>
          <span className="soft">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
