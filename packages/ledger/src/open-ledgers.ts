import {
  assert,
  type Clock,
  type Digest,
  isFault,
  type Log,
  type Random,
  type SigningKey,
} from '@holdfast/std';
import {
  drawLedgerId,
  hubIdOf,
  type JournalId,
  journalIdOf,
  type LedgerId,
  type LedgerOpened,
} from '@holdfast/wire';
import {AbsentIndex} from './absent-index.ts';
import {carryOver} from './carry-over.ts';
import {examineLedger} from './examine-ledger.ts';
import {foundLedger, type NewLedger} from './found-ledger.ts';
import {LaneBook} from './lane-book.ts';
import {Ledgers} from './ledgers.ts';
import {LEDGER_LIMITS, type LedgerLimits} from './limits.ts';
import {newLedgerReason} from './new-ledger-reason.ts';
import {OpeningIndex} from './opening-index.ts';
import type {LostTail} from './opening-report.ts';
import type {KeyRing, LedgerFolder, LedgerIndex} from './ports.ts';
import {
  type Distrust,
  type ReadableLedger,
  readShelf,
  type Shelf,
  type UnreadableLedger,
} from './shelf.ts';

export interface OpenLedgersParts {
  readonly folder: LedgerFolder;
  readonly keys: KeyRing;
  /** The hub's identity: it certifies the journal key of every ledger. */
  readonly identity: SigningKey;
  readonly retailStoreId: string;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits?: Partial<LedgerLimits>;
  /**
   * The newest ledger is taken to end before this position: head office holds another history from
   * there on (`diverged`, so by default), or it turned out to be damaged where it still had to be
   * forwarded. What can be read beyond it is appended to the new ledger.
   */
  readonly distrust?: Distrust;
  /**
   * Journals of which head office lacks what this hub never had, or lost. A new ledger is opened in
   * which each goes on from what the latest gateway holds of it, so that its terminal sends all
   * beyond again: none of a journal stands twice, or out of order, in one ledger.
   */
  readonly refill?: readonly JournalId[];
  /**
   * This hub took over from another, and its folder is blank: the first ledger says so, and names
   * that hub's, as far as it is known.
   */
  readonly adopted?: NonNullable<NewLedger['predecessor']> | 'unknown';
  /** Another hub's ledgers in the folder are what this one mirrored before it was promoted. */
  readonly promoted?: boolean;
}

/**
 * Opens the ledgers of a folder: goes on with the newest, or begins a new one, where there is none,
 * where its tail is lost, or where it is another hub's. Nothing of an old ledger is renumbered.
 * Throws the faults of the files; `database/in-use` when another process has them.
 */
export async function openLedgers(parts: OpenLedgersParts): Promise<Ledgers> {
  try {
    return await openFolder(parts);
  } catch (error) {
    await parts.folder.close();
    throw error;
  }
}

async function openFolder(parts: OpenLedgersParts): Promise<Ledgers> {
  const {folder, digest, keys, identity} = parts;
  const shelf = await readShelf(parts);
  const newest = shelf.ledgers.at(-1);
  const journalKeyFor = (ledgerId: LedgerId) => keys.loadOrCreateKey(journalKeyName(ledgerId));
  const found = await newLedgerReason(newest, {
    distrust: parts.distrust,
    hubId: hubIdOf(digest, identity.publicKey),
    async journalIdFor({recovered}) {
      return journalIdOf(digest, (await journalKeyFor(recovered.ledgerId)).publicKey);
    },
  });
  const isAdopted = found === 'first' && parts.adopted !== undefined;
  const isPromoted = found === 'adopted' && parts.promoted === true;
  const named = isPromoted ? 'promoted' : found;
  const reason = isAdopted ? 'adopted' : (named ?? (parts.refill?.length ? 'diverged' : undefined));
  const {refill = []} = parts;
  const isLost = found === 'tailLost' || found === 'diverged';
  const lost = newest && isLost ? await putAside(folder, newest) : undefined;
  const current = reason === undefined ? newest : await begin({...parts, shelf, reason, refill});
  assert(current?.kind === 'readable', 'a ledger that goes on was read');
  const readable = shelf.ledgers.filter(ledger => ledger.kind === 'readable');
  const unreadable = shelf.ledgers.filter(ledger => ledger.kind === 'unreadable');
  const {ledgerId, tail} = current.recovered;
  const journalKey = await journalKeyFor(ledgerId);
  const ledgers = new Ledgers({
    ...parts,
    limits: {...LEDGER_LIMITS, ...parts.limits},
    current,
    previous: readable.filter(ledger => ledger !== current),
    journalKey,
    index: new OpeningIndex(openIndex(parts, {fresh: isLost, readable})),
    report: {
      opened: reason ?? 'existing',
      ledgerId,
      position: tail.position,
      anchor: newest?.kind === 'readable' ? newest.agreement : 'missing',
      lost,
      unreadable: unreadable.map(({number, code}) => ({number, code})),
    },
  });
  const from = readable.findLast(ledger => ledger !== current);
  await carryOver({from, to: ledgers.current, digest, log: parts.log});
  return ledgers;
}

/**
 * Sales do not wait for searches: a ledger is served before its index is open, and without one,
 * too. The folder is this process's by now, so an index that somebody else has open is one more
 * that cannot be opened.
 *
 * One that knows more of a ledger than stands in it is of a tail that was lost, by a hub that died
 * before it began the index anew, or without anybody noticing: it is begun anew now.
 */
async function openIndex(
  {folder, log}: Pick<OpenLedgersParts, 'folder' | 'log'>,
  {fresh, readable}: {readonly fresh: boolean; readonly readable: readonly ReadableLedger[]},
): Promise<LedgerIndex> {
  try {
    const index = await folder.openIndex({fresh});
    const isAhead = readable.some(
      ({recovered: {ledgerId, tail}}) => index.indexed(ledgerId) > tail.position,
    );
    if (!isAhead) return index;
    log.warn('ledger.index-ahead');
    await index.close();
    return await folder.openIndex({fresh: true});
  } catch (error) {
    if (!isFault(error)) throw error;
    log.error('ledger.index-failed', {code: error.code});
    return new AbsentIndex(error);
  }
}

/** What is known of a loss, after its files were put aside as they were found. */
async function putAside(
  folder: LedgerFolder,
  ledger: ReadableLedger | UnreadableLedger,
): Promise<LostTail> {
  const evidence = await folder.keepEvidence(ledger.number);
  const anchor = ledger.anchor.kind === 'read' ? ledger.anchor.anchor : undefined;
  const recovered = ledger.kind === 'readable' ? ledger.recovered : undefined;
  return {
    ledgerId: recovered?.ledgerId ?? anchor?.ledgerId,
    lastPosition: recovered?.tail.position ?? 0,
    anchorPosition: anchor?.position,
    damaged: recovered?.damaged,
    evidence,
  };
}

async function begin(
  parts: OpenLedgersParts & {
    readonly shelf: Shelf;
    readonly reason: LedgerOpened['reason'];
    readonly refill: readonly JournalId[];
  },
): Promise<ReadableLedger> {
  const {folder, digest, clock, random, keys, identity, retailStoreId, shelf, reason} = parts;
  const {nextNumber, blank} = shelf;
  const isFirst = shelf.ledgers.length === 0;
  const adopted = isFirst && parts.adopted !== 'unknown' ? parts.adopted : undefined;
  const number = blank ? nextNumber - 1 : nextNumber;
  const files = blank ?? (await folder.create(number));
  const ledgerId = drawLedgerId(hubIdOf(digest, identity.publicKey), random);
  const before = shelf.ledgers.findLast(ledger => ledger.kind === 'readable')?.recovered;
  const isRefilled = (journalId: JournalId) => parts.refill.includes(journalId);
  const kept = new LaneBook({recorded: [], statements: before?.statements ?? []});
  const latest = kept.latestStatement?.gatewayIncarnation;
  const statements = (before?.statements ?? []).filter(
    ({journalId, gatewayIncarnation}) => !isRefilled(journalId) || gatewayIncarnation === latest,
  );
  await foundLedger(files.store, {
    ledgerId,
    reason,
    openedAtMs: Math.max(clock.wallMs(), before?.tail.recordedAtMs ?? 0),
    predecessor: adopted ?? predecessorOf(shelf.ledgers.at(-1)),
    lanes: (before?.lanes ?? []).filter(({journalId}) => !isRefilled(journalId)),
    statements,
    digest,
    identity,
    journalKey: await keys.loadOrCreateKey(journalKeyName(ledgerId)),
    retailStoreId,
  });
  const contents = await files.store.contents();
  const distrustFrom = undefined;
  const examined = await examineLedger({files, contents, digest, distrustFrom});
  assert(examined.recovered.tail.position === 1, 'a ledger begins with its opening entry');
  return {kind: 'readable', number, ...examined};
}

/** The ledger before, as far as anything is known of it. */
function predecessorOf(
  ledger: ReadableLedger | UnreadableLedger | undefined,
): NewLedger['predecessor'] {
  if (!ledger) return undefined;
  if (ledger.kind === 'unreadable') {
    return ledger.anchor.kind === 'read' ? ledger.anchor.anchor : undefined;
  }
  const {ledgerId, tail} = ledger.recovered;
  return tail.position === 0 ? undefined : {ledgerId, position: tail.position, head: tail.head};
}

function journalKeyName(ledgerId: LedgerId): string {
  return `hub-journal-${ledgerId.slice(33)}`;
}
