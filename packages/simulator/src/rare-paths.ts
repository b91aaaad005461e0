/**
 * Paths that a storm must have taken at least once in a set of runs, or the set proves less than it
 * says. A new one is a line here and a call of `reached` where it is seen (README).
 */
export const RARE_PATHS = {
  duplicateAfterLostAck:
    'A till sent again what the hub had recorded, because the answer was lost.',
  quarantined: 'An entry that no hub accepts was set aside, and the queue behind it moved on.',
  busy: 'A hub took nothing new for a while, and said so.',
  recordedAfterReopen: 'A hub that had died acknowledged an entry again by its old position.',
  checkpointDuringDrain: 'The ledger was checkpointed while a backlog was on its way.',
  tornWrite: 'The power went in the middle of a write, and left some of its sectors.',
  failedWrite: 'A write failed: nothing was answered, and the program started again.',
  failedSync: 'A sync failed: nothing was answered, and the program started again.',
  diskFull: 'A disk was full.',
  hubDied: 'A hub died while tills were selling.',
  tillDied: 'A till died while it was selling.',
  gatewayDied: 'Head office died while hubs were sending.',
  halfOpen: 'A till kept talking to a hub that had died and come back.',
  askedAgainAfterDeath: 'A till that had died was asked for a sale it had made already.',
  superseded: 'A newer session of a journal took over from an older one.',
  segmentTwice: 'Head office was given a segment that it held.',
  segmentAhead: 'A segment arrived ahead of a gap.',
  answerLost: 'Head office committed, and its answer was lost.',
  portal: 'A captive portal answered for head office.',
  clockBack: 'A clock was put back.',
  ledgerReopened: 'A hub found its tail lost and opened a new ledger.',
  anchorAhead: 'The anchor was ahead of the database.',
  gatewayRestored: 'Head office was put back to an earlier state and took a new incarnation.',
  hubRestarted: 'A hub was asked to stop, did, and started again.',
  linePaused: 'A person paused a line that the hub used.',
  refilledFromTills: 'A hub opened a ledger to take again from tills what it and head office lack.',
  restoredClockBack: 'Head office was put back, and its clock with it.',
  statementAsBase: 'A hub took head office’s statement for the entries it had lost.',
  hubReplaced: 'Head office named a blank machine the hub of the store.',
  fencedByEpoch: 'A hub heard that another had taken over, and recorded nothing more.',
  tillFollowed: 'A till went over to the hub that had taken over.',
  tillPutBack: 'A till’s disk was put back to an older copy.',
  madeAgain: 'A till that was put back made sales again in a journal that took over.',
  tillReimaged: 'A till was set up anew on a blank disk, and paired again.',
  keyRevoked: 'A till was taken out of the store while it sold.',
  unsentStayed: 'A till that was taken out kept what it had not sent, and said so.',
  tillJoined: 'A till was paired in the middle of the storm.',
  seasonPassed: 'The store was closed for a season, and what was old by then could be deleted.',
  prunedAtHub: 'A hub deleted the beginning of a ledger, or all of one.',
  prunedAtTill: 'A till deleted entries that head office had signed for.',
  ledgerDiverged: 'Head office knew another history of a ledger than its hub.',
} as const satisfies Record<string, string>;

export type RarePath = keyof typeof RARE_PATHS;

/** How often each was taken; what is missing was not. */
export type RareCounts = Readonly<Partial<Record<RarePath, number>>>;

export class RarePaths {
  readonly #counts: Partial<Record<RarePath, number>> = {};

  reached(path: RarePath): void {
    this.#counts[path] = (this.#counts[path] ?? 0) + 1;
  }

  counts(): RareCounts {
    return {...this.#counts};
  }
}

export function rarePathNames(): readonly RarePath[] {
  return Object.keys(RARE_PATHS).filter(isRarePath);
}

function isRarePath(name: string): name is RarePath {
  return Object.hasOwn(RARE_PATHS, name);
}
