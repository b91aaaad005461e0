import {existsSync, readFileSync} from 'node:fs';
import type {RosterKeeper} from '@holdfast/ingest';
import type {HubJournal, Ledger, LedgerReader} from '@holdfast/ledger';
import {writeFileDurably} from '@holdfast/platform-node';
import {
  assert,
  type Clock,
  equalBytes,
  Fault,
  type Log,
  type PublicKey,
  Topic,
  toBase64Url,
} from '@holdfast/std';
import {type JournalClosing, parseChangeOfHub, publicKeyText, type Roster} from '@holdfast/trust';
import {
  ENTRY_KINDS,
  encodeChangeOfHub,
  encodeHubBody,
  GENESIS_HASH,
  type JournalEntry,
  type JournalId,
  journalIdSchema,
  parseHubBody,
  type RosterChange,
  type RosterChanged,
  rosterChangedSchema,
  type SealedAuthority,
  type SignedChangeOfHub,
} from '@holdfast/wire';
import * as z from 'zod';
import type {Adoption} from './adoption.ts';
import {ownEntriesAfter} from './own-entries.ts';

/** What is true as it was said last. */
const SAID_ANEW: ReadonlySet<RosterChange['kind']> = new Set([
  'hubChanged',
  'successorNamed',
  'successorDismissed',
  'recoveryKeyNamed',
  'authoritySealed',
]);

const bookSchema = z.object({
  v: z.literal(1),
  /** Roster entries in their order. */
  changes: z.array(rosterChangedSchema),
  /** How far each of the hub's own journals has been read for them. */
  readTo: z.record(journalIdSchema, z.int().min(0)),
});
type Book = z.output<typeof bookSchema>;
type ClosedReason = JournalClosing['reason'];

interface RosterBookParts {
  readonly file: string;
  readonly roster: Roster;
  readonly ledger: Ledger;
  readonly previous: readonly LedgerReader[];
  readonly hubJournal: HubJournal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The roster beside its truth. The truth is in the hub's own journal; this file only saves a start
 * from reading the whole ledger, and is made again from it whenever it is missing, damaged or
 * behind.
 */
export class RosterBook implements RosterKeeper {
  /** Told after each entry that this hub wrote. */
  readonly changed = new Topic<void>();
  readonly #parts: RosterBookParts;
  readonly #changes: RosterChanged[] = [];
  readonly #readTo = new Map<JournalId, number>();

  constructor(parts: RosterBookParts) {
    this.#parts = parts;
  }

  /** Brings the roster to where the ledgers end. Before this nobody may be let in. */
  async open(): Promise<void> {
    const book = this.#readFile();
    for (const change of book?.changes ?? []) this.#take(change);
    for (const [journalId, sequence] of Object.entries(book?.readTo ?? {})) {
      this.#readTo.set(journalIdSchema.parse(journalId), sequence);
    }
    if (!book) this.#parts.log.info('roster.rebuilding', {});
    const entries = await ownEntriesAfter(this.#parts, book && this.#readTo);
    for (const entry of entries) this.#read(entry);
    this.#save();
  }

  #readFile(): Book | undefined {
    const {file, log} = this.#parts;
    if (!existsSync(file)) return undefined;
    try {
      return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      log.warn('roster.book-unreadable', {file, error: String(error)});
      return undefined;
    }
  }

  #read({header, body}: JournalEntry): void {
    const {journalId, sequenceNumber, kindCode} = header;
    if (sequenceNumber <= (this.#readTo.get(journalId) ?? 0)) return;
    this.#readTo.set(journalId, sequenceNumber);
    if (kindCode !== ENTRY_KINDS.rosterChanged || !body) return;
    const change = parseHubBody(rosterChangedSchema, body);
    if (!change.ok) {
      const what = `roster entry ${sequenceNumber}`;
      throw new Fault('database/corrupt', {what, reason: change.issue.reason});
    }
    this.#take(change.value);
  }

  #take(change: RosterChanged): void {
    this.#changes.push(change);
    this.#parts.roster.apply(change);
  }

  async admit(journal: Parameters<RosterKeeper['admit']>[0]): Promise<void> {
    const {workstationId, journalId, publicKey, name} = journal;
    for (const former of this.#parts.roster.openJournalsOf(workstationId)) {
      if (former.journalId !== journalId) await this.#close(former.journalId, 'replaced');
    }
    const key = publicKeyText(publicKey);
    await this.#write({kind: 'journalAdmitted', workstationId, journalId, publicKey: key, name});
  }

  async succeed(succession: Parameters<RosterKeeper['succeed']>[0]): Promise<void> {
    const {roster} = this.#parts;
    const {predecessor, successor, lastCommon, certificate} = succession;
    const {workstationId, name, journalId: former} = predecessor;
    const {journalId} = successor;
    if (!roster.journal(journalId)) {
      await this.#write({
        kind: 'journalAdmitted',
        ...{workstationId, journalId, name},
        publicKey: publicKeyText(successor.publicKey),
        succeeds: {journalId: former, lastCommon, certificate},
      });
    }
    if (!roster.journal(former)?.closed) await this.#close(former, 'endLost');
  }

  /** Takes a journal out of the store. Nothing is written for one that is closed already. */
  async revoke(journalId: JournalId): Promise<void> {
    if (this.#parts.roster.journal(journalId)?.closed) return;
    await this.#close(journalId, 'revoked');
  }

  /** From here on this machine may follow the hub, and no other. */
  async nameSuccessor(standby: {readonly publicKey: PublicKey; readonly name: string}) {
    const hubPublicKey = publicKeyText(standby.publicKey);
    await this.#write({kind: 'successorNamed', hubPublicKey, name: standby.name});
  }

  /** From here on no machine may follow the hub by its own word. */
  async dismissSuccessor(): Promise<void> {
    await this.#write({kind: 'successorDismissed'});
  }

  /** Where the standby that was named is the hub by now: it stands by for nobody. */
  async dismissFormerSuccessor(): Promise<void> {
    const {successor, changeOfHub} = this.#parts.roster;
    if (!successor || !changeOfHub) return;
    const isHub = equalBytes(successor.hubPublicKey.bytes, changeOfHub.hubPublicKey.bytes);
    if (isHub) await this.dismissSuccessor();
  }

  /** Gives a journal's till another name for people. */
  async rename({journalId, name}: {readonly journalId: JournalId; readonly name: string}) {
    await this.#write({kind: 'journalRenamed', journalId, name});
  }

  /** The sheet's key may name a hub from now on, and vouches for this one. */
  async nameRecoveryKey(named: {
    readonly publicKey: PublicKey;
    readonly voucher: SignedChangeOfHub;
  }): Promise<void> {
    const publicKey = publicKeyText(named.publicKey);
    const voucher = toBase64Url(encodeChangeOfHub(named.voucher));
    await this.#write({kind: 'recoveryKeyNamed', publicKey, voucher});
  }

  /** What a hub that takes over from this one needs of the store's authority. */
  async keepAuthority(copy: SealedAuthority): Promise<void> {
    await this.#write({kind: 'authoritySealed', copy: JSON.stringify(copy)});
  }

  /** Whether this adoption is in the hub's journal, so that all of it was taken over. */
  hasTakenOver(adoption: Pick<Adoption, 'change'>): boolean {
    const {changeOfHub} = this.#parts.roster;
    const {signature} = changeOf(adoption);
    return changeOfHub !== undefined && equalBytes(changeOfHub.signature, signature);
  }

  /**
   * Takes over the roster of the hub before, and says last by which word: done again after a crash,
   * it does what is left.
   */
  async takeOver({change, changes}: Pick<Adoption, 'change' | 'changes'>): Promise<void> {
    if (this.hasTakenOver({change})) return;
    const taken = changeOf({change});
    await this.merge(changes, taken.epoch);
    await this.#write({kind: 'hubChanged', change}, taken.epoch);
  }

  /** Takes what another copy of the store's roster has, and this one does not. */
  async merge(changes: readonly RosterChanged[], epoch?: number): Promise<void> {
    for (const {change} of changes) {
      if (!this.#isNews(change)) continue;
      if (change.kind === 'journalClosed') await this.#closeAlso(change, epoch);
      else await this.#write(change, epoch);
    }
  }

  /** Closed elsewhere: whichever hub took more of the journal knew its end best. */
  async #closeAlso(
    change: Extract<RosterChange, {kind: 'journalClosed'}>,
    epoch: number | undefined,
  ): Promise<void> {
    const {roster, ledger} = this.#parts;
    const {journalId, reason} = change;
    await roster.whileShut({journalId, reason}, async () => {
      const tail = ledger.lane(journalId);
      const ours = tail && {...tail, entryHash: toBase64Url(tail.entryHash)};
      const isLonger = ours && ours.sequenceNumber > change.lastKnown.sequenceNumber;
      const {sequenceNumber, entryHash} = isLonger ? ours : change.lastKnown;
      await this.#write({...change, lastKnown: {sequenceNumber, entryHash}}, epoch);
    });
  }

  #isNews(change: RosterChange): boolean {
    const {roster} = this.#parts;
    switch (change.kind) {
      case 'journalAdmitted':
        return roster.journal(change.journalId) === undefined;
      case 'journalRenamed':
        return roster.journal(change.journalId)?.name !== change.name;
      case 'journalClosed':
        return roster.journal(change.journalId)?.closed === undefined;
      case 'recoveryKeyNamed':
        return roster.recovery === undefined;
      case 'authoritySealed':
        return roster.sealedAuthority === undefined;
      case 'hubChanged':
      case 'successorNamed':
      case 'successorDismissed':
        return false; // each is about the hub that said it
    }
  }

  /** What the next hub needs: all of the roster, and of what is said anew only the newest. */
  changes(): readonly RosterChanged[] {
    const newest = new Map(this.#changes.map(changed => [changed.change.kind, changed]));
    return this.#changes.filter(
      changed => !SAID_ANEW.has(changed.change.kind) || newest.get(changed.change.kind) === changed,
    );
  }

  /**
   * Names the last entry that this hub took: what is in hand still stands before the closing, for
   * the ledger keeps the order of its appends, and nothing comes after it.
   */
  async #close(journalId: JournalId, reason: ClosedReason): Promise<void> {
    const {roster, ledger} = this.#parts;
    await roster.whileShut({journalId, reason}, async () => {
      const tail = ledger.lane(journalId);
      const sequenceNumber = tail?.sequenceNumber ?? 0;
      const entryHash = toBase64Url(tail?.entryHash ?? GENESIS_HASH);
      const lastKnown = {sequenceNumber, entryHash};
      await this.#write({kind: 'journalClosed', journalId, reason, lastKnown});
      const ends = ledger.lane(journalId)?.sequenceNumber ?? 0;
      assert(ends <= sequenceNumber, 'nothing of a closed journal is recorded (I13)');
    });
  }

  /** Durable in the journal first; only then does anybody act by it. */
  async #write(change: RosterChange, epoch = this.#parts.roster.epoch): Promise<void> {
    const {hubJournal, ledger, clock} = this.#parts;
    const changed = {v: 1, epoch, changedAtMs: clock.wallMs(), change};
    await hubJournal.append('rosterChanged', encodeHubBody(rosterChangedSchema, changed));
    this.#take(changed);
    const tail = ledger.lane(hubJournal.journalId);
    if (tail) this.#readTo.set(hubJournal.journalId, tail.sequenceNumber);
    this.#save();
    this.changed.publish();
  }

  #save(): void {
    const book: Book = {v: 1, changes: this.#changes, readTo: Object.fromEntries(this.#readTo)};
    writeFileDurably(this.#parts.file, `${JSON.stringify(book, null, 2)}\n`);
  }
}

function changeOf({change}: Pick<Adoption, 'change'>): SignedChangeOfHub {
  const taken = parseChangeOfHub(change);
  assert(taken, 'an adoption names its change of hub');
  return taken;
}
