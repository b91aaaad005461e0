import {type Digest, fromBase64Url, type SignatureVerifier} from '@holdfast/std';
import {type Authenticate, type HubId, sessionProofMessage} from '@holdfast/wire';
import type {JournalClosing, Roster, RosterJournal} from './roster.ts';

/** What a till that comes with a closed journal is told. */
export const CLOSED_MEANS: Readonly<Record<JournalClosing['reason'], string>> = {
  revoked: 'this till was taken out of the store',
  replaced: 'another till was paired in its place',
  endLost: 'its end was lost: it goes on in another journal',
};

export type SessionVerdict =
  | {readonly kind: 'open'; readonly journal: RosterJournal}
  /** Proved, and closed because its end was lost: it may be succeeded, and nothing else. */
  | {readonly kind: 'ended'; readonly journal: RosterJournal}
  | {readonly kind: 'notPaired' | 'revoked' | 'badProof'; readonly detail: string};

/**
 * Whether a terminal may open a session: its journal is in the roster, not closed, and the proof
 * over this session's nonce was signed by the journal's key, for this hub and from this origin.
 */
export async function checkSession(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier; readonly roster: Roster},
  claim: {
    readonly authenticate: Authenticate;
    readonly nonce: Uint8Array;
    readonly hubId: HubId;
    /** As the socket's handshake said it, not as the message claims. */
    readonly origin: string;
  },
): Promise<SessionVerdict> {
  const {authenticate, nonce, hubId, origin} = claim;
  const {journalId, workstationId} = authenticate;
  const journal = tools.roster.journal(journalId);
  if (!journal || journal.workstationId !== workstationId) {
    return {kind: 'notPaired', detail: `no pairing of ${workstationId} with journal ${journalId}`};
  }
  if (journal.closed && journal.closed !== 'endLost')
    return {kind: 'revoked', detail: CLOSED_MEANS[journal.closed]};
  const signature = fromBase64Url(authenticate.proof);
  const message = sessionProofMessage(tools.digest, {
    nonce,
    hubId,
    journalId,
    workstationId,
    origin,
  });
  const proved =
    authenticate.origin === origin &&
    signature !== undefined &&
    (await tools.verifier.verify({publicKey: journal.publicKey, message, signature}));
  if (!proved) {
    return {kind: 'badProof', detail: 'the proof is not the journal key’s, for this session'};
  }
  return {kind: journal.closed ? 'ended' : 'open', journal};
}
