import {existsSync, readFileSync} from 'node:fs';
import {type SealingKey, sealingKeyFrom, sealTo, writeFileDurably} from '@holdfast/platform-node';
import {
  assert,
  type Bytes,
  type Clock,
  type Digest,
  equalBytes,
  Fault,
  fromBase64Url,
  type Log,
  type Random,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';
import type {StoreCa} from '@holdfast/store-ca';
import {
  parseRecoveryPhrase,
  RECOVERY_SECRET_BYTES,
  recoveryPhrase,
  recoverySeed,
} from '@holdfast/trust';
import {z} from 'zod';
import type {HubIssue} from './expiry-watch.ts';
import {AUTHORITY_PURPOSE, type SealedAuthority} from './sealed-authority.ts';

const sheetSchema = z.object({publicKey: z.string(), atMs: z.number()}).readonly();
type Sheet = z.output<typeof sheetSchema>;

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

  /** Throws `database/corrupt` where the book cannot be read. */
  constructor(parts: RecoveryDeskParts) {
    this.#parts = parts;
    this.#book = readBook(parts.files.book);
  }

  issues(): HubIssue[] {
    const {proven, printed} = this.#book;
    if (printed) return [{code: 'recovery/unproven', detail: ''}];
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
    const {printed} = this.#book;
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
    await this.#keep({v: 1, proven: {publicKey: printed.publicKey, atMs: clock.wallMs()}});
    log.info('recovery.proven', {});
  }

  #keyOf(secret: Bytes): Promise<SealingKey> {
    return sealingKeyFrom(recoverySeed(this.#parts.digest, secret));
  }

  /** The sealed copy first: a sheet that is in the book opens it. */
  async #keep(book: Book): Promise<void> {
    const {files, storeCa} = this.#parts;
    const {certificatePem, keyPem} = storeCa;
    const sheets = [book.proven, book.printed].filter(sheet => sheet !== undefined);
    const copy: SealedAuthority = {
      v: 1,
      certificate: certificatePem,
      boxes: await Promise.all(sheets.map(sheet => sealKey(sheet, keyPem))),
    };
    writeFileDurably(files.sealedAuthority, `${JSON.stringify(copy, null, 2)}\n`, 0o644);
    writeFileDurably(files.book, `${JSON.stringify(book, null, 2)}\n`);
    this.#book = book;
  }
}

async function sealKey({publicKey}: Sheet, keyPem: string): Promise<SealedAuthority['boxes'][0]> {
  const recipient = fromBase64Url(publicKey);
  assert(recipient, 'the book holds keys that it wrote');
  const box = {purpose: AUTHORITY_PURPOSE, content: utf8Encode(keyPem)};
  const {encapsulated, ciphertext} = await sealTo(recipient, box);
  return {
    to: 'recovery',
    recipient: publicKey,
    encapsulated: toBase64Url(encapsulated),
    ciphertext: toBase64Url(ciphertext),
  };
}

function readBook(file: string): Book {
  if (!existsSync(file)) return {v: 1};
  try {
    return bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('database/corrupt', {file, reason: 'is no book of recovery sheets'}, {cause});
  }
}
