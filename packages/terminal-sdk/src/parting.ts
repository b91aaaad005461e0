/** Where a closed journal and the one that follows it part. */
export interface Parting {
  /** The last entry that the hub has, too. All beyond was made again in the successor, in order. */
  readonly lastCommonSequence: number;
  /**
   * What lay beyond and no longer proved itself, ascending: it was not made again, and stays in the
   * closed journal as evidence.
   */
  readonly lost: readonly number[];
}

/**
 * Where in the successor an entry of the closed journal stands; `undefined` for one that stayed
 * behind, because the hub has it or because it is lost.
 */
export function placeInSuccessor(
  {lastCommonSequence, lost}: Parting,
  sequenceNumber: number,
): number | undefined {
  if (sequenceNumber <= lastCommonSequence || lost.includes(sequenceNumber)) return undefined;
  const before = lost.filter(one => one < sequenceNumber).length;
  return sequenceNumber - lastCommonSequence - before;
}
