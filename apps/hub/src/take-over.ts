import type {Ledgers, OpenLedgersParts} from '@holdfast/ledger';
import {assert, fromBase64Url, type SignatureVerifier} from '@holdfast/std';
import {parseChangeOfHub, verifyHeldStatement} from '@holdfast/trust';
import type {Enrolment} from '@holdfast/uplink-https';
import {decodeHeldStatement} from '@holdfast/wire';
import type {Adoption} from './adoption.ts';
import type {RosterBook} from './roster-book.ts';

/** What the first ledger of a hub that took over names as the one before it. */
export function predecessorOf({predecessor}: Adoption): NonNullable<OpenLedgersParts['adopted']> {
  if (!predecessor) return 'unknown';
  const head = fromBase64Url(predecessor.head);
  assert(head, 'an adoption is parsed before it is read');
  return {...predecessor, head};
}

/** Whether it took over as the standby that the hub before had named. */
export function isPromotion({change}: Pick<Adoption, 'change'>): boolean {
  return parseChangeOfHub(change)?.signer === 'successor';
}

/**
 * Makes what was taken over this hub's own, before it serves: its journal says whom it lets in and
 * by which word, and each journal goes on from what head office holds. Done again, it does what is
 * left.
 */
export async function takeOver(parts: {
  readonly adoption: Adoption;
  readonly ledgers: Pick<Ledgers, 'current'>;
  readonly rosterBook: RosterBook;
  readonly enrolment: Pick<Enrolment, 'gatewayPublicKey'>;
  readonly verifier: SignatureVerifier;
}): Promise<void> {
  const {adoption, ledgers, rosterBook, enrolment, verifier} = parts;
  const {gatewayPublicKey} = enrolment;
  // Once: a head office that is put back later holds less, and its tills must bring the rest.
  const news = rosterBook.hasTakenOver(adoption) ? [] : adoption.heldStatements;
  for (const text of news) {
    const statement = decodeHeldStatement(fromBase64Url(text) ?? new Uint8Array());
    const genuine = await verifyHeldStatement(verifier, {statement, gatewayPublicKey});
    if (genuine) await ledgers.current.keepHeldStatement(statement);
  }
  await rosterBook.takeOver(adoption);
  // What its mirror says of a standby was said of itself: that place is free now.
  if (isPromotion(adoption)) await rosterBook.dismissFormerSuccessor();
}
