/**
 * Why an entry stands aside. It keeps its sequence and position, is chained, forwarded and held
 * like any other; totals leave it out until a later entry decides it. Codes are never reused.
 */
export const QUARANTINE_REASONS = {
  malformedBody: 1,
  totalsDoNotTie: 2,
  unknownKind: 3,
  cardData: 4,
  clockImplausible: 5,
  wrongStore: 6,
  /** A reason of a newer hub, kept by its code in the detail. */
  other: 255,
} as const;

export type QuarantineReason = keyof typeof QUARANTINE_REASONS;

/** What the hub thinks of an entry it recorded. */
export type Disposition =
  | {readonly kind: 'accepted'}
  | {
      readonly kind: 'quarantined';
      readonly reason: QuarantineReason;
      /**
       * The field and why, for the person who decides it. At most 200 bytes, never a value of the
       * body.
       */
      readonly detail: string;
    };

const REASON_BY_CODE = new Map<number, QuarantineReason>(
  Object.entries(QUARANTINE_REASONS).map(([reason, code]) => [code, reason as QuarantineReason]),
);

export function dispositionCode(disposition: Disposition): number {
  return disposition.kind === 'accepted' ? 0 : QUARANTINE_REASONS[disposition.reason];
}

export function dispositionOf(code: number, detail: string): Disposition | undefined {
  if (code === 0) return detail === '' ? {kind: 'accepted'} : undefined;
  const reason = REASON_BY_CODE.get(code);
  return reason === undefined ? undefined : {kind: 'quarantined', reason, detail};
}
