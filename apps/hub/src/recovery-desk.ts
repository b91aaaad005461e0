import {existsSync, readFileSync} from 'node:fs';
import {
  type SealingKey,
  sealingKeyFrom,
  signingKeyFrom,
  writeFileDurably,
} from '@holdfast/platform-node';
import {
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  Fault,
  fromBase64Url,
  type Log,
  type PublicKey,
  type Random,
  toBase64Url,
} from '@holdfast/std';
import type {StoreCa} from '@holdfast/store-ca';
import {
  parseRecoveryPhrase,
  RECOVERY_SECRET_BYTES,
  recoveryPhrase,
  recoverySeed,
  recoverySigningSeed,
  signChangeOfHub,
} from '@holdfast/trust';
import type {ChangeOfHub, SealedAuthority, SignedChangeOfHub} from '@holdfast/wire';
import * as z from 'zod';
import type {HubIssue} from './expiry-watch.ts';
import {sealAuthority} from './sealed-authority.ts';

const sheetSchema = z
  .object({publicKey: z.string(), atMs: z.number(), mayName: z.boolean().optional()})
  .readonly();

const bookSchema = z.object({
  v: z.literal(1),
  /** Whose words were typed back. */
  proven: sheetSchema.optional(),
  /** Printed since, and not proven yet. */
  printed: sheetSchema.optional(),
});
type Book = z.output<typeof bookSchema>;

/** What a recovery sheet says, once: nobody can ask for it again. */
export interface RecoverySheet {
  readonly words: readonly string[];
  readonly printedAtMs: number;
}

export interface RecoveryDeskParts {
  readonly files: {readonly book: string; readonly sealedAuthority: string};
  readonly storeCa: StoreCa;
  /** Whom the sheet vouches for: this hub, in the epoch that its roster has now. */
  readonly hub: () => Pick<ChangeOfHub, 'retailStoreId' | 'hubPublicKey' | 'epoch'>;
  /** Head office's key for sealing, once it has said it. */
  readonly headOffice: () => Bytes | undefined;
  /** The roster, where what concerns the next hub is written down. */
  readonly roster: {
    nameRecoveryKey(named: {
      readonly publicKey: PublicKey;
      readonly voucher: SignedChangeOfHub;
    }): Promise<void>;
    keepAuthority(copy: SealedAuthority): Promise<void>;
  };
  /** The copy that stands in the roster. */
  readonly sealed: SealedAuthority | undefined;
  readonly digest: Digest;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Draws recovery sheets and has them proven. Of a sheet the hub keeps its public key, never its
 * words; the store's authority is sealed to it. A new sheet replaces the one before when its words
 * were typed back, and not earlier: until then both open the sealed copy.
 */
export class RecoveryDesk {
  readonly #parts: RecoveryDeskParts;
  #book: Book;
  #sealedFor: string;

  /** Throws `database/corrupt` where the book cannot be read. */
  constructor(parts: RecoveryDeskParts) {
    this.#parts = parts;
    this.#book = readBook(parts.files.book);
    this.#sealedFor = parts.sealed ? recipientsOf(parts.sealed) : '';
  }

  issues(): HubIssue[] {
    const {proven, printed} = this.#book;
    if (printed) return [{code: 'recovery/unproven', detail: ''}];
    if (proven && !proven.mayName) return [{code: 'recovery/unproven', detail: 'type it again'}];
    return proven ? [] : [{code: 'recovery/no-sheet', detail: ''}];
  }

  /** A new sheet. One that was printed and not proven is void from now on. */
  async print(): Promise<RecoverySheet> {
    const {digest, random, clock, log} = this.#parts;
    const secret = random.bytes(RECOVERY_SECRET_BYTES);
    const key = await this.#keyOf(secret);
    const printed = {publicKey: toBase64Url(key.publicKey), atMs: clock.wallMs()};
    await this.#keep({...this.#book, printed});
    log.info('recovery.printed', {atMs: printed.atMs});
    return {words: recoveryPhrase(digest, secret), printedAtMs: printed.atMs};
  }

  /**
   * Takes the words of the newest sheet, typed back. Throws `recovery/words-wrong`, naming the
   * place where it is known, or `recovery/no-sheet`.
   */
  async confirm(text: string): Promise<void> {
    const {digest, clock, log} = this.#parts;
    const printed = this.#book.printed ?? this.#book.proven;
    if (!printed) throw new Fault('recovery/no-sheet');
    const secret = parseRecoveryPhrase(digest, text);
    if (!secret.ok) {
      const {field, reason} = secret.issue;
      throw new Fault('recovery/words-wrong', {...(field === '' ? {} : {place: field}), reason});
    }
    const {publicKey} = await this.#keyOf(secret.value);
    const wanted = fromBase64Url(printed.publicKey);
    if (!wanted || !equalBytes(publicKey, wanted)) {
      throw new Fault('recovery/words-wrong', {reason: 'are the words of another sheet'});
    }
    await this.#vouch(secret.value);
    const proven = {publicKey: printed.publicKey, atMs: clock.wallMs(), mayName: true};
    await this.#keep({v: 1, proven});
    log.info('recovery.proven', {});
  }

  /** Seals the authority for head office as well, once that has said what for. */
  async tend(): Promise<void> {
    const key = this.#parts.headOffice();
    if (!key) return;
    const copy = await this.#copy(this.#book);
    if (this.#sealedFor !== recipientsOf(copy)) await this.#publish(copy);
  }

  /**
   * The sheet names its key, and says by it that this hub is the store's: the words alone can tell
   * by that, one day, whose roster to believe. Before the book: words that were typed in vain are
   * typed again.
   */
  async #vouch(secret: Bytes): Promise<void> {
    const {digest, clock, hub, roster} = this.#parts;
    const key = signingKeyFrom(recoverySigningSeed(digest, secret));
    const issuedAtMs = clock.wallMs();
    const voucher = await signChangeOfHub(key, {...hub(), issuedAtMs, signer: 'recovery'});
    await roster.nameRecoveryKey({publicKey: key.publicKey, voucher});
  }

  #keyOf(secret: Bytes): Promise<SealingKey> {
    return sealingKeyFrom(recoverySeed(this.#parts.digest, secret));
  }

  /** The sealed copy first: a sheet that is in the book opens it. */
  async #keep(book: Book): Promise<void> {
    await this.#publish(await this.#copy(book));
    writeFileDurably(this.#parts.files.book, `${JSON.stringify(book, null, 2)}\n`);
    this.#book = book;
  }

  async #copy(book: Book): Promise<SealedAuthority> {
    const {storeCa, headOffice} = this.#parts;
    const sheets = [book.proven, book.printed].filter(sheet => sheet !== undefined);
    const gateway = headOffice();
    const readers = [
      ...sheets.map(({publicKey}) => ({to: 'recovery', recipient: publicKey})),
      ...(gateway ? [{to: 'gateway', recipient: toBase64Url(gateway)}] : []),
    ];
    return await sealAuthority(storeCa, readers);
  }

  async #publish(copy: SealedAuthority): Promise<void> {
    const {files, roster} = this.#parts;
    writeFileDurably(files.sealedAuthority, `${JSON.stringify(copy, null, 2)}\n`, 0o644);
    await roster.keepAuthority(copy);
    this.#sealedFor = recipientsOf(copy);
  }
}

/** What is sealed, and for whom: a new copy is only made where that changes. */
function recipientsOf({certificate, boxes}: SealedAuthority): string {
  return [certificate, ...boxes.map(({recipient}) => recipient)].join(' ');
}

function readBook(file: string): Book {
  if (!existsSync(file)) return {v: 1};
  try {
    return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('database/corrupt', {file, reason: 'is no book of recovery sheets'}, {cause});
  }
}
