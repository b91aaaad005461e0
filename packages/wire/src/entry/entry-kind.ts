/**
 * What an entry's body is, as the header's one-byte code. Codes are never reused. A reader that
 * meets a code it does not know keeps the entry, quarantined as `unknownKind`: a newer terminal may
 * sell at an older hub.
 */
export const ENTRY_KINDS = {
  retail: 1,
  tenderControl: 2,
  control: 3,
  ledgerOpened: 16,
  rosterChanged: 17,
  disposition: 18,
  alarm: 19,
  pruned: 20,
  pairing: 21,
  erasure: 22,
  audit: 23,
} as const;

export type EntryKind = keyof typeof ENTRY_KINDS;

const BY_CODE = new Map<number, EntryKind>(
  Object.entries(ENTRY_KINDS).map(([kind, code]) => [code, kind as EntryKind]),
);

export function entryKindOf(code: number): EntryKind | undefined {
  return BY_CODE.get(code);
}

/** Kinds that only a hub's own journal may hold. */
export function isHubKind(code: number): boolean {
  return code >= 16 && code < 64;
}
