import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {
  equalBytes,
  Fault,
  fromBase64Url,
  fromHex,
  isFault,
  type PublicKey,
  toHex,
} from '@holdfast/std';
import {
  decodeSegmentEnvelope,
  GENESIS_HASH,
  hubIdOf,
  type LedgerEntry,
  segmentSigningMessage,
  unpackSegment,
} from '@holdfast/wire';
import {
  type ExportIndex,
  type ExportSums,
  exportIndexSchema,
  INDEX_FILE,
  type SegmentFile,
} from './export-index.ts';
import {SegmentSums} from './segment-sums.ts';

const TOOLS = {digest: nodeDigest, compressors: [zstdCompressor()]};

/** What an export turned out to hold when every byte of it was read. */
export interface ReadExport {
  readonly index: ExportIndex;
  /** SHA-256 of the index file: it names every other file by its hash. */
  readonly indexSha256: string;
  /** As counted from the segments, as far as they held. */
  readonly sums: ExportSums;
  /** The first thing that does not hold, and why; absent when all does. */
  readonly broken: {readonly file: string; readonly reason: string} | undefined;
}

/**
 * Reads an export whole: every file is the one that the index names, signed by the hub, joins the
 * one before, and every header, chain and head in it is recomputed; the sums are the index's.
 * Throws `import/unreadable` where there is no index that can be read.
 */
export async function readExport(directory: string): Promise<ReadExport> {
  const {index, indexSha256} = readIndex(directory);
  const publicKey = keyOf(index);
  const sums = new SegmentSums();
  const ends = new Map(
    index.ledgers.map(({ledgerId, prunedTo}) => [
      ledgerId,
      prunedTo
        ? {position: prunedTo.position, head: fromHex(prunedTo.head) ?? GENESIS_HASH}
        : {position: 0, head: GENESIS_HASH},
    ]),
  );
  let broken: ReadExport['broken'];
  const breaks = (file: string, reason: string) => {
    broken ??= {file, reason};
  };
  if (!publicKey) breaks(INDEX_FILE, 'the key of the hub is not the one its id names');
  for (const segment of index.segments) {
    if (broken || !publicKey) break;
    const end = ends.get(segment.ledgerId);
    if (!end) {
      breaks(segment.file, 'is of a ledger that the index does not know');
      continue;
    }
    const read = await readSegment(directory, {segment, end, publicKey});
    if (typeof read === 'string') breaks(segment.file, read);
    else {
      for (const entry of read.entries) sums.add(entry);
      ends.set(segment.ledgerId, {position: segment.last, head: read.head});
    }
  }
  for (const {ledgerId, position, head} of index.ledgers) {
    const end = ends.get(ledgerId);
    if (!end || end.position !== position || toHex(end.head) !== head) {
      breaks(INDEX_FILE, `ledger ${ledgerId} does not end at ${position} with its head`);
    }
  }
  if (!sameSums(sums.sums, index.sums)) breaks(INDEX_FILE, 'the sums are not those of the files');
  return {index, indexSha256, sums: sums.sums, broken};
}

function readIndex(directory: string): {
  readonly index: ExportIndex;
  readonly indexSha256: string;
} {
  const file = join(directory, INDEX_FILE);
  try {
    const bytes = new Uint8Array(readFileSync(file));
    const index = exportIndexSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return {index, indexSha256: toHex(nodeDigest.sha256(bytes))};
  } catch (cause) {
    throw new Fault('import/unreadable', {file, reason: 'is not the index of an export'}, {cause});
  }
}

function keyOf({hubId, hubPublicKey}: ExportIndex): PublicKey | undefined {
  const bytes = fromBase64Url(hubPublicKey.bytes);
  if (!bytes) return undefined;
  const publicKey = {algorithm: hubPublicKey.algorithm, bytes};
  return hubIdOf(nodeDigest, publicKey) === hubId ? publicKey : undefined;
}

/** Its entries and the head after them, or what is wrong with it. */
async function readSegment(
  directory: string,
  wanted: {
    readonly segment: SegmentFile;
    readonly end: {readonly position: number; readonly head: Uint8Array};
    readonly publicKey: PublicKey;
  },
): Promise<
  string | {readonly entries: readonly LedgerEntry[]; readonly head: typeof GENESIS_HASH}
> {
  const {segment, end, publicKey} = wanted;
  try {
    const bytes = new Uint8Array(readFileSync(join(directory, segment.file)));
    if (toHex(nodeDigest.sha256(bytes)) !== segment.sha256)
      return 'is not the file that was written';
    const envelope = decodeSegmentEnvelope(nodeDigest, bytes);
    const {ledgerId, first, last, headBefore, headAfter, signature} = envelope;
    const named = ledgerId === segment.ledgerId && first === segment.first && last === segment.last;
    if (!named) return 'holds other positions than its name says';
    if (first !== end.position + 1)
      return `positions ${end.position + 1} to ${first - 1} are missing`;
    if (!equalBytes(headBefore, end.head)) return 'does not join the one before';
    const message = segmentSigningMessage(envelope);
    const genuine = await nodeSignatureVerifier.verify({publicKey, message, signature});
    if (!genuine) return 'is not signed by the hub';
    return {entries: await unpackSegment(TOOLS, envelope), head: headAfter};
  } catch (error) {
    if (isFault(error)) return error.message;
    if (error instanceof Error && 'code' in error) return `cannot be read: ${error.code}`;
    throw error;
  }
}

function sameSums(counted: ExportSums, said: ExportSums): boolean {
  const text = ({amountsMinor, ...counts}: ExportSums) =>
    JSON.stringify([counts, Object.entries(amountsMinor).sort()]);
  return text(counted) === text(said);
}
