import {fromBase64Url, isFault} from '@holdfast/std';
import {verifyHeldStatement} from '@holdfast/trust';
import {
  type Authenticate,
  decodeHeldStatement,
  isLaterIncarnation,
  type SignedHeldStatement,
} from '@holdfast/wire';
import {heldByLatest} from './gap-below.ts';
import type {IngestPorts} from './session-host.ts';

/**
 * A blank hub learns from the terminal what head office has signed for: the statement becomes the
 * journal's base. It is head office's word, so it is believed only under its key, whoever brings
 * it.
 */
export async function takeBase(
  ports: Pick<IngestPorts, 'ledger' | 'identity' | 'verifier' | 'log'>,
  {journalId, heldStatement, firstSequenceNumber}: Authenticate,
): Promise<void> {
  if (heldStatement === undefined) return;
  const {ledger, identity, verifier, log} = ports;
  const statement = readStatement(heldStatement);
  const {gatewayPublicKey} = identity;
  if (statement && isStale(ledger, statement)) {
    // Not taken, if the terminal has it all still; otherwise its new sales must not wait for it.
    const held = heldByLatest(ledger, journalId);
    if (firstSequenceNumber !== undefined && firstSequenceNumber <= held + 1) return;
  }
  const good =
    statement?.journalId === journalId &&
    (await verifyHeldStatement(verifier, {statement, gatewayPublicKey}));
  if (good) await ledger.keepHeldStatement(statement);
  else log.warn('session.statement-refused', {journal: journalId});
}

/** Signed before head office was put back: it may lack what this says that it holds. */
function isStale(ledger: IngestPorts['ledger'], statement: SignedHeldStatement): boolean {
  const latest = ledger.latestStatement()?.gatewayIncarnation;
  return latest !== undefined && isLaterIncarnation(latest, statement.gatewayIncarnation);
}

function readStatement(text: string): SignedHeldStatement | undefined {
  const bytes = fromBase64Url(text);
  if (!bytes) return undefined;
  try {
    return decodeHeldStatement(bytes);
  } catch (error) {
    if (isFault(error, 'wire/malformed')) return undefined;
    throw error;
  }
}
