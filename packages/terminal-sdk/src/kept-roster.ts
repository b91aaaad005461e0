import type {Digest, Log, PublicKey, SignatureVerifier} from '@holdfast/std';
import {checkRosterCopy, Roster} from '@holdfast/trust';
import type {KeepRoster, ShowRoster} from '@holdfast/wire';
import {isPassing} from './passing-fault.ts';
import type {Journal, Pairing} from './ports.ts';

interface RosterTools {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
}

/**
 * Keeps a copy of the roster for the hub: for the day on which that one is gone. Only what the hub
 * of this pairing has signed itself is kept.
 */
export async function keepRoster(
  ports: RosterTools & {readonly journal: Journal; readonly log: Log},
  {copy, signature}: KeepRoster,
): Promise<void> {
  const {journal, log} = ports;
  const pairing = journal.pairing();
  if (!pairing || pairing.roster?.signature === signature) return;
  const {retailStoreId, hubId} = pairing;
  const verdict = await checkRosterCopy(ports, {copy, signature, retailStoreId});
  if (verdict.kind === 'refused' || verdict.copy.hubId !== hubId) {
    log.warn('roster.refused', {hubId});
    return;
  }
  try {
    await journal.keepPairing({...pairing, roster: {hubId, copy, signature}});
  } catch (error) {
    if (!isPassing(error)) throw error;
    log.warn('roster.notKept', {code: error.code}); // the hub gives it again at the next session
  }
}

/** What this terminal kept for its hub, for the one that comes after it. */
export function showRoster({roster, change}: Pairing, version: number): ShowRoster {
  return {
    v: version,
    type: 'showRoster',
    ...(roster ? {copy: roster.copy, signature: roster.signature} : {}),
    ...(change === undefined ? {} : {change}),
  };
}

/** Whose word this terminal believes about a change of hub, besides head office's. */
export async function changeSigners(
  tools: RosterTools,
  {roster: kept, retailStoreId}: Pairing,
): Promise<{readonly recovery?: PublicKey; readonly successor?: PublicKey}> {
  if (!kept) return {};
  const verdict = await checkRosterCopy(tools, {...kept, retailStoreId});
  if (verdict.kind === 'refused') return {};
  const roster = new Roster();
  for (const change of verdict.copy.changes) roster.apply(change);
  const {recovery, successor} = roster;
  return {
    ...(recovery ? {recovery: recovery.publicKey} : {}),
    ...(successor ? {successor: successor.hubPublicKey} : {}),
  };
}
