import {type Bytes, equalBytes, Fault, type PublicKey, toBase64Url} from '@holdfast/std';
import {isSealedFor, publicKeyText, sealBox} from '@holdfast/trust';
import {
  contentHashOf,
  decodeSegmentEnvelope,
  type ExportedLedger,
  type ExportManifest,
  encodeSealedSegment,
  hubIdOf,
  type LedgerEntry,
  type SealedPlace,
  sealedPlaceBytes,
  sealedSegmentSigningMessage,
  unpackSegment,
  WAN_PROTOCOL_VERSION,
} from '@holdfast/wire';
import {SumCounter} from './export-sums.ts';
import {encodeManifest, MANIFEST_FILE, readManifest} from './manifest-file.ts';
import type {ExportPorts, SourceLedger} from './ports.ts';
import {openSegmentFile, parseSegmentName, segmentFileName} from './segment-file.ts';

export interface ExportWish {
  readonly store: {readonly id: string; readonly name?: string};
  /** X25519: whose eyes it is for. Absent: anybody's, who then finds every transaction in it. */
  readonly sealFor: Bytes | undefined;
  /** `unheld`: what head office has not signed for. `all`: everything, from the first entry. */
  readonly reach: 'unheld' | 'all';
  /** Entries that are on the stick now, of so many. */
  onProgress(done: number, total: number): void;
}

/**
 * Writes a hub's ledgers to a stick. A file that is whole already stays; a torn or wrong one is
 * written again; the manifest comes last, and only then is removed what it does not cover. So a run
 * that was stopped anywhere is gone on with, and one that was not changes nothing. Answers
 * `undefined` when `signal` stopped it. Throws `stick/not-for-us` for a folder with the export of
 * another hub, and whatever the folder throws.
 */
export async function writeExport(
  ports: ExportPorts,
  wish: ExportWish,
  signal: AbortSignal,
): Promise<ExportManifest | undefined> {
  const run = new ExportRun(ports, wish);
  const before = await run.manifestBefore();
  const ledgers = await ports.source.ledgers();
  const wanted = ledgers.map(ledger => ({ledger, after: beginOf(ledger, wish.reach)}));
  run.total = wanted.reduce((sum, {ledger, after}) => sum + ledger.position - after, 0);
  for (const {ledger, after} of wanted) {
    if (after === ledger.position) continue;
    if (!(await run.write(ledger, after, signal))) return undefined;
  }
  const manifest = await run.manifest(wish);
  const same = before !== undefined && saysTheSame(before, manifest);
  if (!same) {
    await ports.folder.write(MANIFEST_FILE, await encodeManifest(ports, manifest));
  }
  await run.removeOthers();
  return same ? before : manifest;
}

/** After which position it is written: what was deleted nobody can carry. */
function beginOf(
  {prunedPosition, heldPosition, position}: SourceLedger,
  reach: ExportWish['reach'],
): number {
  const wanted = reach === 'all' ? 0 : heldPosition;
  return Math.min(Math.max(wanted, prunedPosition), position);
}

/** The moment apart. */
function saysTheSame(before: ExportManifest, now: ExportManifest): boolean {
  return JSON.stringify({...before, exportedAtMs: 0}) === JSON.stringify({...now, exportedAtMs: 0});
}

class ExportRun {
  total = 0;
  readonly #ports: ExportPorts;
  readonly #wish: ExportWish;
  readonly #hubPublicKey: PublicKey;
  readonly #sums = new SumCounter();
  readonly #ledgers: ExportedLedger[] = [];
  readonly #files = new Set<string>();

  constructor(ports: ExportPorts, wish: ExportWish) {
    this.#ports = ports;
    this.#wish = wish;
    this.#hubPublicKey = ports.hubKey.publicKey;
  }

  /** What was finished here before, by this hub. One that is torn counts as none. */
  async manifestBefore(): Promise<ExportManifest | undefined> {
    const {folder, digest} = this.#ports;
    const bytes = await folder.read(MANIFEST_FILE);
    if (!bytes) return undefined;
    const read = await readManifest(this.#ports, bytes).catch(ifDamaged);
    if (!read) return undefined;
    const hubId = hubIdOf(digest, this.#hubPublicKey);
    if (read.manifest.hubId !== hubId) {
      const {hubId: other, retailStoreId} = read.manifest;
      const reason = 'the folder holds the export of another hub';
      throw new Fault('stick/not-for-us', {reason, hubId: other, retailStoreId});
    }
    return read.manifest;
  }

  /** One ledger, segment by segment. False when it was stopped. */
  async write(ledger: SourceLedger, from: number, signal: AbortSignal): Promise<boolean> {
    const {ledgerId, position} = ledger;
    let headBefore: Bytes | undefined;
    let head: Bytes | undefined;
    for (let after = from; after < position; ) {
      if (signal.aborted) return false;
      const kept = await this.#keep(ledger, after);
      const written = kept ?? (await this.#writeNext(ledger, after));
      if (head && !equalBytes(head, written.place.headBefore)) throw moved(ledgerId);
      headBefore ??= written.place.headBefore;
      head = written.place.headAfter;
      for (const entry of written.entries) this.#sums.add(entry);
      after = written.place.last;
      this.#files.add(written.name);
      this.#wish.onProgress(this.#sums.sums.entries, this.total);
    }
    if (!headBefore || !head || !equalBytes(head, ledger.head)) throw moved(ledgerId);
    const heads = {headBefore: toBase64Url(headBefore), headAfter: toBase64Url(head)};
    this.#ledgers.push({ledgerId, first: from + 1, last: position, ...heads});
    return true;
  }

  /** The file that goes on from here, if it is whole and says what the ledger says. */
  async #keep(ledger: SourceLedger, after: number) {
    const {folder} = this.#ports;
    const form = this.#wish.sealFor ? 'sealed' : 'plain';
    const candidates = (await folder.list())
      .flatMap(name => parseSegmentName(name) ?? [])
      .filter(named => named.ledgerId === ledger.ledgerId && named.form === form)
      .filter(named => named.first === after + 1 && named.last <= ledger.position)
      .sort((a, b) => b.last - a.last);
    for (const named of candidates) {
      const bytes = await folder.read(named.name);
      const file = bytes && {named, bytes, hubPublicKey: this.#hubPublicKey};
      const opened = file && (await openSegmentFile(this.#ports, file).catch(ifDamaged));
      if (!opened || !this.#isForReader(opened)) continue;
      const own = await this.#ownStretch(ledger, {after, upTo: named.last});
      const {headBefore, headAfter} = opened.place;
      if (!equalBytes(own.headBefore, headBefore) || !equalBytes(own.headAfter, headAfter))
        continue;
      return {name: named.name, place: opened.place, entries: own.entries};
    }
    return undefined;
  }

  #isForReader(opened: Awaited<ReturnType<typeof openSegmentFile>>): boolean {
    const {sealFor} = this.#wish;
    if (opened.form === 'plain' || !sealFor) return true;
    return isSealedFor(this.#ports.digest, opened.place.box, sealFor);
  }

  /** What the ledger itself has between two positions: a file that stays is held against it. */
  async #ownStretch(
    {ledgerId}: SourceLedger,
    stretch: {readonly after: number; readonly upTo: number},
  ) {
    const {upTo} = stretch;
    const entries: LedgerEntry[] = [];
    let envelope = await this.#segment({ledgerId, after: stretch.after, upTo});
    const {headBefore} = envelope;
    for (;;) {
      entries.push(...(await unpackSegment(this.#ports, envelope)));
      if (envelope.last >= upTo) return {entries, headBefore, headAfter: envelope.headAfter};
      envelope = await this.#segment({ledgerId, after: envelope.last, upTo});
    }
  }

  async #writeNext({ledgerId, position}: SourceLedger, after: number) {
    const {source, folder} = this.#ports;
    const bytes = await source.segment({ledgerId, after, upTo: position});
    const place = decodeSegmentEnvelope(this.#ports.digest, bytes);
    if (place.ledgerId !== ledgerId || place.first !== after + 1) throw moved(ledgerId);
    const {sealFor} = this.#wish;
    const name = segmentFileName(place, sealFor ? 'sealed' : 'plain');
    await folder.write(name, sealFor ? await this.#seal({place, bytes, sealFor}) : bytes);
    return {name, place, entries: await unpackSegment(this.#ports, place)};
  }

  async #seal(parts: {
    readonly place: SealedPlace;
    readonly bytes: Bytes;
    readonly sealFor: Bytes;
  }): Promise<Bytes> {
    const {digest, hubKey} = this.#ports;
    const {place, bytes: plain, sealFor: recipient} = parts;
    const associated = sealedPlaceBytes(place);
    const box = await sealBox(this.#ports, {recipient, kind: 'segment', associated, plain});
    const sealed = {...place, box, boxSha256: digest.sha256(box)};
    const signature = await hubKey.sign(sealedSegmentSigningMessage(sealed));
    return encodeSealedSegment({...sealed, signature});
  }

  async #segment(wanted: Parameters<ExportPorts['source']['segment']>[0]) {
    const bytes = await this.#ports.source.segment(wanted);
    const envelope = decodeSegmentEnvelope(this.#ports.digest, bytes);
    const follows = envelope.first === wanted.after + 1 && envelope.last <= wanted.upTo;
    if (!follows || envelope.ledgerId !== wanted.ledgerId) throw moved(wanted.ledgerId);
    return envelope;
  }

  async manifest({store, sealFor}: ExportWish): Promise<ExportManifest> {
    const {source, digest, clock, gatewayPublicKey} = this.#ports;
    return {
      v: WAN_PROTOCOL_VERSION,
      type: 'exportManifest',
      exportedAtMs: clock.wallMs(),
      retailStoreId: store.id,
      ...(store.name === undefined ? {} : {storeName: store.name}),
      hubId: hubIdOf(digest, this.#hubPublicKey),
      hubPublicKey: publicKeyText(this.#hubPublicKey),
      gatewayPublicKey: publicKeyText(gatewayPublicKey),
      ...(sealFor ? {sealedFor: toBase64Url(sealFor)} : {}),
      ledgers: this.#ledgers,
      journals: [...(await source.journals())],
      sums: this.#sums.sums,
      contentSha256: toBase64Url(contentHashOf(digest, this.#ledgers)),
    };
  }

  /** Segments of an earlier export, or of another form, that the manifest does not speak of. */
  async removeOthers(): Promise<void> {
    const {folder} = this.#ports;
    for (const name of await folder.list()) {
      if (parseSegmentName(name) && !this.#files.has(name)) await folder.remove(name);
    }
  }
}

function ifDamaged(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'stick/damaged') return undefined;
  throw error;
}

function moved(ledgerId: string): Fault {
  return new Fault('database/corrupt', {ledgerId, reason: 'its heads do not join'});
}
