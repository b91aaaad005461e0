/** On whose disk a transaction is, or that a person has to look at it. */
const CUSTODY_MARKS = {
  journaled: '○',
  recorded: '◐',
  held: '●',
  attention: '!',
} as const;
export type CustodyLook = keyof typeof CUSTODY_MARKS;

/** Where a transaction is, in one sign and, where there is room, its words. */
export function CustodyMark(props: {
  readonly custody: CustodyLook;
  readonly label: string;
  readonly bare?: boolean;
}) {
  const {custody, label, bare = false} = props;
  return (
    <span className="custody" data-custody={custody}>
      <span aria-hidden={!bare} {...(bare ? {role: 'img', 'aria-label': label} : {})}>
        {CUSTODY_MARKS[custody]}
      </span>
      {!bare && <span> {label}</span>}
    </span>
  );
}
