import {
  ByteReader,
  type Bytes,
  ByteWriter,
  type Digest,
  equalBytes,
  type Sealer,
  type UnsealingKey,
  utf8Encode,
} from '@holdfast/std';

const MAGIC = 'HFB1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const RECIPIENT_BYTES = 8;
const SHARE_BYTES = 32;
const TAG_BYTES = 16;

/** What may be sealed. Each has a context of its own, so that no box is taken for another kind. */
export type SealedKind = 'segment';

export type UnsealedBox =
  | {readonly kind: 'opened'; readonly plain: Bytes}
  /** Sealed for another key: that of a gateway before, perhaps. */
  | {readonly kind: 'otherKey'}
  | {readonly kind: 'damaged'};

/**
 * Seals bytes for one reader, together with where they belong: the box opens for that key, kind and
 * `associated` only.
 *
 * Bytes: `"HFB1"` · recipient 8 (the beginning of SHA-256 of the reader's key) · key share 32 ·
 * ciphertext with its tag. The HPKE info is `"holdfast/box/1\0"` and the kind.
 */
export async function sealBox(
  tools: {readonly sealer: Sealer; readonly digest: Digest},
  content: {
    readonly recipient: Bytes;
    readonly kind: SealedKind;
    readonly associated: Bytes;
    readonly plain: Uint8Array;
  },
): Promise<Bytes> {
  const {recipient, kind, associated, plain} = content;
  const info = infoOf(kind);
  const {share, ciphertext} = await tools.sealer.seal({recipient, info, associated, plain});
  return new ByteWriter(ciphertext.length + 64)
    .raw(MAGIC_BYTES)
    .raw(recipientOf(tools.digest, recipient))
    .raw(share)
    .raw(ciphertext)
    .finish();
}

/** Opens what {@link sealBox} made. Throws `wire/malformed` for what has not its form. */
export async function openBox(
  tools: {readonly key: UnsealingKey; readonly digest: Digest},
  sealed: {readonly box: Uint8Array; readonly kind: SealedKind; readonly associated: Bytes},
): Promise<UnsealedBox> {
  const reader = new ByteReader(sealed.box, 'sealed box');
  reader.magic(MAGIC);
  const recipient = reader.raw(RECIPIENT_BYTES);
  const share = reader.raw(SHARE_BYTES);
  if (reader.remaining < TAG_BYTES) reader.fail('truncated');
  const ciphertext = reader.raw(reader.remaining);
  if (!equalBytes(recipient, recipientOf(tools.digest, tools.key.publicKey))) {
    return {kind: 'otherKey'};
  }
  const {associated} = sealed;
  const plain = await tools.key.open({share, info: infoOf(sealed.kind), associated, ciphertext});
  return plain ? {kind: 'opened', plain} : {kind: 'damaged'};
}

/** Whether a box names this key as its reader's. Whether it opens, only that reader can tell. */
export function isSealedFor(digest: Digest, box: Uint8Array, publicKey: Bytes): boolean {
  const named = box.subarray(MAGIC.length, MAGIC.length + RECIPIENT_BYTES);
  return equalBytes(named, recipientOf(digest, publicKey));
}

function recipientOf(digest: Digest, publicKey: Bytes): Bytes {
  return digest.sha256(publicKey).slice(0, RECIPIENT_BYTES);
}

function infoOf(kind: SealedKind): Bytes {
  return utf8Encode(`holdfast/box/1\0${kind}`);
}
