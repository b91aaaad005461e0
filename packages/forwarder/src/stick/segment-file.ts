import {
  type Bytes,
  type Digest,
  Fault,
  isFault,
  type PublicKey,
  type SignatureVerifier,
} from '@holdfast/std';
import {
  decodeSealedSegment,
  decodeSegmentEnvelope,
  type LedgerId,
  ledgerIdSchema,
  type SealedPlace,
  type SealedSegment,
  type SignedSegmentEnvelope,
  sealedSegmentSigningMessage,
  segmentSigningMessage,
} from '@holdfast/wire';

/** `.hfs`: a segment as it goes over a line. `.hfx`: the same, sealed for head office. */
export type SegmentForm = 'plain' | 'sealed';
const ENDINGS = {plain: 'hfs', sealed: 'hfx'} as const;
const NAME = /^([0-9A-Z.]{49})-([1-9]\d{0,14})-([1-9]\d{0,14})\.(hfs|hfx)$/;

/** What a file's name says of it. Names are nominations: what counts stands inside, signed. */
export interface NamedSegment {
  readonly name: string;
  readonly form: SegmentForm;
  readonly ledgerId: LedgerId;
  readonly first: number;
  readonly last: number;
}

export function segmentFileName(
  place: Pick<SealedPlace, 'ledgerId' | 'first' | 'last'>,
  form: SegmentForm,
): string {
  return `${place.ledgerId}-${place.first}-${place.last}.${ENDINGS[form]}`;
}

/** `undefined` for a name that no segment has. */
export function parseSegmentName(name: string): NamedSegment | undefined {
  const [, id, first, last, ending] = NAME.exec(name) ?? [];
  const ledgerId = ledgerIdSchema.safeParse(id);
  if (!ledgerId.success) return undefined;
  const form = ending === ENDINGS.sealed ? 'sealed' : 'plain';
  return {name, form, ledgerId: ledgerId.data, first: Number(first), last: Number(last)};
}

/** A segment file whose form, digest and signature hold, and which is what its name says. */
export type OpenSegmentFile =
  | {readonly form: 'plain'; readonly place: SignedSegmentEnvelope; readonly bytes: Bytes}
  | {readonly form: 'sealed'; readonly place: SealedSegment};

/** Throws `stick/damaged`, naming the file and why. */
export async function openSegmentFile(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  file: {readonly named: NamedSegment; readonly bytes: Bytes; readonly hubPublicKey: PublicKey},
): Promise<OpenSegmentFile> {
  const {named, bytes, hubPublicKey} = file;
  const opened = decode(tools.digest, named, bytes);
  const {ledgerId, first, last, signature} = opened.place;
  if (ledgerId !== named.ledgerId || first !== named.first || last !== named.last) {
    throw damaged(named, 'holds other positions than its name says');
  }
  const message =
    opened.form === 'sealed'
      ? sealedSegmentSigningMessage(opened.place)
      : segmentSigningMessage(opened.place);
  if (await tools.verifier.verify({publicKey: hubPublicKey, message, signature})) return opened;
  throw damaged(named, 'is not signed by the hub');
}

function decode(digest: Digest, named: NamedSegment, bytes: Bytes): OpenSegmentFile {
  try {
    return named.form === 'sealed'
      ? {form: 'sealed', place: decodeSealedSegment(digest, bytes)}
      : {form: 'plain', place: decodeSegmentEnvelope(digest, bytes), bytes};
  } catch (error) {
    if (isFault(error, 'wire/malformed')) {
      throw damaged(named, String(error.fields['reason'] ?? 'is malformed'));
    }
    throw error;
  }
}

export function damaged(
  file: {readonly name: string; readonly first?: number},
  reason: string,
): Fault {
  const position = file.first === undefined ? {} : {position: file.first};
  return new Fault('stick/damaged', {file: file.name, ...position, reason});
}
