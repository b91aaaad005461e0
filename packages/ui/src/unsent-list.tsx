import {type CustodyLook, CustodyMark} from './custody-mark.tsx';

export interface UnsentRow {
  readonly receiptNumber: string;
  readonly time: string;
  readonly what: string;
  /** Empty where it moved no money. */
  readonly amount: string;
  readonly custody: CustodyLook;
  readonly custodyLabel: string;
  /** Why it is not further. */
  readonly reason: string;
}

/** What head office does not hold yet, each with where it is and what it waits for. */
export function UnsentList(props: {
  readonly label: string;
  readonly rows: readonly UnsentRow[];
  readonly empty: string;
  readonly more?: string;
}) {
  const {label, rows, empty, more} = props;
  if (rows.length === 0) return <p className="soft">{empty}</p>;
  return (
    <>
      <ul className="unsent" aria-label={label}>
        {rows.map(row => (
          <li key={row.receiptNumber}>
            <span className="unsent-head">
              <strong translate="no">{row.receiptNumber}</strong>
              <span className="soft">
                {row.time} · {row.what}
              </span>
              <span className="amount">{row.amount}</span>
            </span>
            <span className="unsent-where">
              <CustodyMark custody={row.custody} label={row.custodyLabel} />
              <span className="soft">{row.reason}</span>
            </span>
          </li>
        ))}
      </ul>
      {more !== undefined && <p className="soft">{more}</p>}
    </>
  );
}
