import type {Ledgers} from '@holdfast/ledger';
import type {Mirror} from '@holdfast/standby';
import {type Bytes, Fault, fromBase64Url, toBase64Url} from '@holdfast/std';
import {parsePublicKeyText, type Roster} from '@holdfast/trust';
import {decodeHeldStatement, encodeHeldStatement} from '@holdfast/wire';
import type {RosterBook} from '../roster-book.ts';
import type {Estate} from './estate.ts';

/** What a shortened hub tells its standby of what it has no more. */
export type EstateBefore = NonNullable<Estate['before']>;

/**
 * What retention has deleted at this hub, as far as a machine needs it that mirrors from now on: no
 * `bases` where nothing was deleted.
 */
export function estateBefore(parts: {
  readonly ledgers: Pick<Ledgers, 'previous' | 'current' | 'hubJournal'>;
  readonly roster: Roster;
  readonly rosterBook: Pick<RosterBook, 'changes'>;
}): EstateBefore {
  const {ledgers, roster, rosterBook} = parts;
  const {previous, current, hubJournal} = ledgers;
  const bases = [...previous, current].flatMap(reader => {
    const {position, head} = reader.prunedTo();
    if (position === 0 || !head) return [];
    return [{ledgerId: reader.ledgerId, position, head: toBase64Url(head)}];
  });
  const journals = new Set([
    ...roster.journals().map(({journalId}) => journalId),
    ...current.lanes().map(({journalId}) => journalId),
    hubJournal.journalId,
  ]);
  const heldStatements = [...journals].flatMap(journalId => {
    const statement = current.heldStatement(journalId);
    return statement ? [toBase64Url(encodeHeldStatement(statement))] : [];
  });
  return {bases, heldStatements, changes: [...rosterBook.changes()]};
}

/**
 * Tells the mirror where its hub's ledgers begin, and by whose word. Throws `wire/malformed` for
 * what nobody can read.
 */
export async function learnBefore(
  mirror: Pick<Mirror, 'learnBases'>,
  said: {
    readonly before: EstateBefore;
    readonly gateway: Estate['enrolment']['gatewayPublicKey'];
  },
): Promise<void> {
  const {bases, heldStatements} = said.before;
  const gatewayPublicKey = parsePublicKeyText(said.gateway);
  if (!gatewayPublicKey.ok) throw new Fault('wire/malformed', {what: 'estate'});
  await mirror.learnBases({
    bases: bases.map(({head, ...base}) => ({...base, head: bytesOf(head)})),
    heldStatements: heldStatements.map(text => decodeHeldStatement(bytesOf(text))),
    gatewayPublicKey: gatewayPublicKey.value,
  });
}

function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  if (!bytes) throw new Fault('wire/malformed', {what: 'estate'});
  return bytes;
}
