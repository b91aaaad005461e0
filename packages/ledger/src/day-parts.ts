import type {TenderTaken} from './index-row.ts';
import type {DayPart} from './search.ts';

/** What one transaction adds to its day. */
export interface DayPiece {
  readonly hour: number;
  readonly currencyCode: string;
  readonly salesMinor: number;
  readonly tenders: readonly TenderTaken[];
}

/** The parts of a day: by the hour, then by tender. */
export function sumDayParts(pieces: readonly DayPiece[]): readonly DayPart[] {
  const hours = new Map<string, DayPart>();
  const tenders = new Map<string, DayPart>();
  for (const {hour, currencyCode, salesMinor, tenders: taken} of pieces) {
    const part = {kind: 'hour', hour} as const;
    add(hours, {part, currencyCode, transactions: 1, amountMinor: salesMinor});
    for (const {tenderType, amountMinor} of taken) {
      const by = {kind: 'tender', tenderType} as const;
      add(tenders, {part: by, currencyCode, transactions: 1, amountMinor});
    }
  }
  return [...sorted(hours), ...sorted(tenders)];
}

function add(parts: Map<string, DayPart>, more: DayPart): void {
  const {part, currencyCode} = more;
  const which = part.kind === 'hour' ? String(part.hour).padStart(2, '0') : part.tenderType;
  const name = `${which} ${currencyCode}`;
  const before = parts.get(name);
  const transactions = (before?.transactions ?? 0) + more.transactions;
  const amountMinor = (before?.amountMinor ?? 0) + more.amountMinor;
  parts.set(name, {...more, transactions, amountMinor});
}

function sorted(parts: ReadonlyMap<string, DayPart>): readonly DayPart[] {
  return [...parts.keys()].sort().flatMap(name => parts.get(name) ?? []);
}
