import {fromBase64Url, isFault, type Log, type SignatureVerifier} from '@holdfast/std';
import {erasureWordMessage, type PersonalErased, parseErasureWord} from '@holdfast/wire';
import {bytesOf} from './bytes-of.ts';
import {isPassing} from './passing-fault.ts';
import type {Journal} from './ports.ts';

/**
 * Takes personal data off this terminal's disk, because the hub of its pairing has signed that it
 * is erased: of entries of its own journals, and only where the commitment is the one that was
 * named. A word of anybody else changes nothing.
 */
export async function hearErasure(
  ports: {readonly verifier: SignatureVerifier; readonly journal: Journal; readonly log: Log},
  {word: text, signature}: Pick<PersonalErased, 'word' | 'signature'>,
): Promise<void> {
  const {verifier, journal, log} = ports;
  const pairing = journal.pairing();
  const bytes = bytesOf(text);
  const word = parseErasureWord(bytes);
  if (!pairing || !word.ok || word.value.hubId !== pairing.hubId) {
    log.warn('erasure.refused', {reason: word.ok ? 'is of another hub' : word.issue.reason});
    return;
  }
  const genuine = await verifier.verify({
    publicKey: pairing.hubPublicKey,
    message: erasureWordMessage(bytes),
    signature: bytesOf(signature),
  });
  if (!genuine) {
    log.warn('erasure.refused', {reason: 'is not signed by the hub', hubId: pairing.hubId});
    return;
  }
  const places = word.value.entries.flatMap(({journalId, sequenceNumber, personalSha256}) => {
    const commitment = fromBase64Url(personalSha256);
    return commitment ? [{journalId, sequenceNumber, personalSha256: commitment}] : [];
  });
  try {
    const erased = await journal.erasePersonal(places);
    if (erased > 0) log.info('personal.erased', {entries: erased});
  } catch (error) {
    if (!isPassing(error) && !isFault(error, 'database/in-use')) throw error;
    log.warn('personal.notErased', {code: error.code}); // the hub says it again at the next session
  }
}
