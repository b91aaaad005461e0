import {
  type Bytes,
  equalBytes,
  Fault,
  fromBase64Url,
  isFault,
  type PublicKey,
  type UnsealingKey,
} from '@holdfast/std';
import {openBox, parsePublicKeyText} from '@holdfast/trust';
import {
  decodeSegmentEnvelope,
  type ExportedLedger,
  type ExportManifest,
  type LedgerEntry,
  sealedPlaceBytes,
  unpackSegment,
} from '@holdfast/wire';
import {MANIFEST_FILE} from './manifest-file.ts';
import type {StickFolder, StickTools} from './ports.ts';
import {
  damaged,
  type NamedSegment,
  type OpenSegmentFile,
  openSegmentFile,
  parseSegmentName,
} from './segment-file.ts';

export interface ReadPorts extends StickTools {
  readonly folder: StickFolder;
  /** Whose boxes can be opened. */
  readonly key: UnsealingKey;
}

/** One segment as it goes over a line, out of its file. */
export interface ExportedSegment {
  readonly file: string;
  readonly bytes: Bytes;
  readonly entries: readonly LedgerEntry[];
}

/**
 * The segments that a manifest speaks of, in order, each one proved: its hub signed it, it joins
 * the one before, and the last one ends as the manifest says. Throws `stick/damaged` at the first
 * that does not hold, and `stick/not-for-us` for a box that this key does not open.
 */
export async function* exportedSegments(
  ports: ReadPorts,
  manifest: ExportManifest,
): AsyncGenerator<ExportedSegment> {
  const publicKey = parsePublicKeyText(manifest.hubPublicKey);
  if (!publicKey.ok) throw damaged({name: MANIFEST_FILE}, publicKey.issue.reason);
  const form = manifest.sealedFor === undefined ? 'plain' : 'sealed';
  const names = (await ports.folder.list())
    .flatMap(name => parseSegmentName(name) ?? [])
    .filter(named => named.form === form);
  for (const ledger of manifest.ledgers) {
    const own = names.filter(({ledgerId}) => ledgerId === ledger.ledgerId);
    yield* ledgerSegments(ports, {ledger, names: own, publicKey: publicKey.value});
  }
}

async function* ledgerSegments(
  ports: ReadPorts,
  of: {
    readonly ledger: ExportedLedger;
    readonly names: readonly NamedSegment[];
    readonly publicKey: PublicKey;
  },
): AsyncGenerator<ExportedSegment> {
  const {ledger, names, publicKey: hubPublicKey} = of;
  let head = fromBase64Url(ledger.headBefore);
  for (let next = ledger.first; next <= ledger.last; ) {
    const named = names
      .filter(({first, last}) => first === next && last <= ledger.last)
      .reduce<NamedSegment | undefined>((a, b) => (a && a.last > b.last ? a : b), undefined);
    const bytes = named && (await ports.folder.read(named.name));
    if (!named || !bytes) throw missing(ledger, next, names);
    const opened = await openSegmentFile(ports, {named, bytes, hubPublicKey});
    if (!head || !equalBytes(head, opened.place.headBefore)) {
      throw damaged(named, 'does not join the one before');
    }
    yield await openSegment(ports, named, opened);
    head = opened.place.headAfter;
    next = named.last + 1;
  }
  const end = fromBase64Url(ledger.headAfter);
  if (!head || !end || !equalBytes(head, end)) {
    throw damaged({name: MANIFEST_FILE}, `ledger ${ledger.ledgerId} ends in another head`);
  }
}

function missing(ledger: ExportedLedger, next: number, names: readonly NamedSegment[]): Fault {
  const after = names.map(({first}) => first).filter(first => first > next);
  const last = Math.min(ledger.last, ...after.map(first => first - 1));
  return damaged(
    {name: `${ledger.ledgerId}-${next}-…`, first: next},
    `positions ${next} to ${last} are missing`,
  );
}

async function openSegment(
  ports: ReadPorts,
  named: NamedSegment,
  opened: OpenSegmentFile,
): Promise<ExportedSegment> {
  const bytes = opened.form === 'plain' ? opened.bytes : await unseal(ports, named, opened.place);
  try {
    const envelope = decodeSegmentEnvelope(ports.digest, bytes);
    const {ledgerId, first, last, headBefore, headAfter} = opened.place;
    const agrees =
      envelope.ledgerId === ledgerId && envelope.first === first && envelope.last === last;
    const joins =
      equalBytes(envelope.headBefore, headBefore) && equalBytes(envelope.headAfter, headAfter);
    if (!agrees || !joins) throw damaged(named, 'holds another segment than stands outside');
    return {file: named.name, bytes, entries: await unpackSegment(ports, envelope)};
  } catch (error) {
    if (!isFault(error, 'wire/malformed')) throw error;
    throw damaged(named, String(error.fields['reason'] ?? 'is malformed'));
  }
}

async function unseal(
  ports: ReadPorts,
  named: NamedSegment,
  place: Extract<OpenSegmentFile, {form: 'sealed'}>['place'],
): Promise<Bytes> {
  const associated = sealedPlaceBytes(place);
  const opened = await openBox(ports, {box: place.box, kind: 'segment', associated});
  if (opened.kind === 'opened') return opened.plain;
  if (opened.kind === 'damaged') throw damaged(named, 'does not open with the key it names');
  const reason = 'it is sealed for another key than this head office’s';
  throw new Fault('stick/not-for-us', {file: named.name, reason});
}
