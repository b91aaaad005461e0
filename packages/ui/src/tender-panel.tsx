import {STATE_LOOKS} from './state-banner.tsx';

interface TenderRow {
  readonly id: string;
  readonly label: string;
  readonly usable: boolean;
  /** Why it is so: said also where it works. */
  readonly reason: string;
}

/** What can be paid with right now. What cannot stays visible, with its reason. */
export function TenderPanel(props: {
  readonly label: string;
  readonly tenders: readonly TenderRow[];
}) {
  const {label, tenders} = props;
  return (
    <ul className="tenders" aria-label={label}>
      {tenders.map(({id, label: name, usable, reason}) => (
        <li key={id} data-usable={usable}>
          <span aria-hidden="true">{usable ? STATE_LOOKS.good : STATE_LOOKS.bad}</span>
          <strong>{name}</strong>
          <span className="soft">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
