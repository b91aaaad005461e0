import {equalBytes, Fault, fromBase64Url, toBase64Url} from '@holdfast/std';
import {
  type ExportAnswer,
  type ExportManifest,
  type ExportSums,
  encodeSignedLines,
  exportAnswerSchema,
  type ForwardEntriesAnswer,
  parseSignedMessage,
  type SignedLines,
} from '@holdfast/wire';
import {ANSWER_FILE} from './answer-file.ts';
import {SumCounter, sameSums} from './export-sums.ts';
import {MANIFEST_FILE, readManifest} from './manifest-file.ts';
import {exportedSegments, type ReadPorts} from './read-export.ts';
import {damaged} from './segment-file.ts';

/** Head office, as whoever stands beside it with a stick reaches it. */
export interface HeadOffice {
  /** By the road of any other segment. */
  deliver(segment: Uint8Array<ArrayBuffer>): Promise<Pick<ForwardEntriesAnswer, 'outcome'>>;
  /** What it says to a manifest, as it signed it. */
  answer(request: SignedLines): Promise<SignedLines>;
}

export interface DeliveredExport {
  readonly manifest: ExportManifest;
  /** Counted from what was delivered. */
  readonly sums: ExportSums;
  readonly answer: ExportAnswer;
  readonly segments: number;
  /** Of them, new to head office. */
  readonly accepted: number;
  /** Of another history than the one head office has: kept there as evidence, and alarmed. */
  readonly diverged: number;
}

/**
 * Takes a stick's export to head office, segment by segment, and writes its signed answer back to
 * the stick. Idempotent: what head office has, it says so; a run that was stopped is run again.
 * Throws `stick/none`, `stick/damaged` and `stick/not-for-us` before the segment that they are
 * about is delivered; what was delivered before it stays, and is good.
 */
export async function deliverExport(
  ports: ReadPorts & {readonly headOffice: HeadOffice},
  onProgress: (done: number, total: number) => void,
): Promise<DeliveredExport> {
  const {folder, headOffice} = ports;
  const {manifest, request} = await readManifest(ports, await folder.read(MANIFEST_FILE));
  refuseOtherKey(ports, manifest);
  const counter = new SumCounter();
  const outcomes = new Map<ForwardEntriesAnswer['outcome'], number>();
  let segments = 0;
  for await (const segment of exportedSegments(ports, manifest)) {
    const {outcome} = await headOffice.deliver(segment.bytes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    segments += 1;
    for (const entry of segment.entries) counter.add(entry);
    onProgress(counter.sums.entries, manifest.sums.entries);
  }
  const {sums} = counter;
  if (!sameSums(sums, manifest.sums)) {
    throw damaged({name: MANIFEST_FILE}, 'states other sums than its segments come to');
  }
  const answered = await headOffice.answer(request);
  const answer = parseSignedMessage(exportAnswerSchema, answered.message);
  await folder.write(ANSWER_FILE, encodeSignedLines(answered));
  return {
    ...{manifest, sums, answer, segments},
    accepted: outcomes.get('accepted') ?? 0,
    diverged: outcomes.get('diverged') ?? 0,
  };
}

/** Said at once, and not at the first file. */
function refuseOtherKey({key}: ReadPorts, {sealedFor}: ExportManifest): void {
  if (sealedFor === undefined) return;
  const named = fromBase64Url(sealedFor);
  if (named && equalBytes(named, key.publicKey)) return;
  const reason = 'it is sealed for another key than this head office’s';
  throw new Fault('stick/not-for-us', {reason, sealedFor, key: toBase64Url(key.publicKey)});
}
