/** An entry within a store, as the checkers name it. */
export function entryName(journalId: string, sequenceNumber: number): string {
  return `${journalId}/${sequenceNumber}`;
}
