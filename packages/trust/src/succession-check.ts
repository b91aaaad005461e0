import {type Digest, fromBase64Url, type PublicKey, type SignatureVerifier} from '@holdfast/std';
import {type JournalId, journalIdOf, type Succeed, successionMessage} from '@holdfast/wire';
import {parsePublicKeyText} from './public-key-text.ts';
import type {Roster, RosterJournal} from './roster.ts';

/**
 * How many journals may follow, one by one or side by side, one that a manager let in. A machine
 * that is reset to an old image at every start must not make journals for ever: past this a person
 * pairs it again.
 */
export const SUCCESSORS_MAX = 8;

export type SuccessionVerdict =
  | {
      readonly kind: 'granted';
      readonly successor: {readonly journalId: JournalId; readonly publicKey: PublicKey};
      /** It is in the roster already: the terminal did not hear the answer. */
      readonly again: boolean;
    }
  | {readonly kind: 'refused'; readonly detail: string};

/**
 * Whether the holder of a journal may go on in another one, without a manager: the journal was not
 * taken from it by a person, nor was one that goes on for it, its key and the successor's both
 * sign, and there were not too many before.
 */
export async function checkSuccession(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier; readonly roster: Roster},
  claim: {
    readonly retailStoreId: string;
    /** As the session proved it. */
    readonly journal: RosterJournal;
    readonly succeed: Succeed;
  },
): Promise<SuccessionVerdict> {
  const {digest, verifier, roster} = tools;
  const {journalId, workstationId, publicKey, closed} = claim.journal;
  const {succeed, retailStoreId} = claim;
  if (closed !== undefined && closed !== 'endLost') return refused(`it was closed: ${closed}`);
  const descendants = roster.descendantsOfPaired(claim.journal);
  const takenOut = descendants.find(one => one.closed === 'revoked' || one.closed === 'replaced');
  if (takenOut) return refused(`the journal that goes on for it was closed: ${takenOut.closed}`);
  const successor = parsePublicKeyText(succeed.publicKey);
  const entryHash = fromBase64Url(succeed.lastCommon.entryHash);
  const certificate = fromBase64Url(succeed.certificate);
  const proof = fromBase64Url(succeed.proof);
  if (!successor.ok || !entryHash || !certificate || !proof) return refused('it is malformed');
  const {sequenceNumber} = succeed.lastCommon;
  const lastCommon = {sequenceNumber, entryHash};
  const names = {retailStoreId, workstationId, journalId, successor: successor.value, lastCommon};
  const message = successionMessage(digest, names);
  const certified = await verifier.verify({publicKey, message, signature: certificate});
  if (!certified) return refused('the key of the journal did not sign it');
  const held = await verifier.verify({publicKey: successor.value, message, signature: proof});
  if (!held) return refused('the key of the successor did not sign it');
  const successorId = journalIdOf(digest, successor.value);
  const known = roster.journal(successorId);
  if (known && known.succeeds?.journalId !== journalId) return refused('it is another’s journal');
  if (!known && descendants.length >= SUCCESSORS_MAX) {
    return refused(`it had ${SUCCESSORS_MAX} successors already: pair the till again`);
  }
  const granted = {journalId: successorId, publicKey: successor.value};
  return {kind: 'granted', successor: granted, again: known !== undefined};
}

function refused(detail: string): SuccessionVerdict {
  return {kind: 'refused', detail};
}
