import {
  type Bytes,
  type Digest,
  Fault,
  isFault,
  type SignatureVerifier,
  type SigningKey,
  utf8Encode,
} from '@holdfast/std';
import {parsePublicKeyText} from '@holdfast/trust';
import {
  decodeSignedLines,
  type ExportManifest,
  encodeSignedLines,
  exportManifestSchema,
  hubIdOf,
  parseSignedMessage,
  requestSigningMessage,
  type SignedLines,
  WAN_PATHS,
} from '@holdfast/wire';
import {damaged} from './segment-file.ts';

/** Written last: a folder without it is no export. */
export const MANIFEST_FILE = 'manifest.jsonl';

/** A manifest as it lies on the stick, and what it says. */
export interface ReadManifest {
  readonly manifest: ExportManifest;
  /** As head office is asked: the very bytes, and the hub's signature. */
  readonly request: SignedLines;
}

export async function encodeManifest(
  tools: {readonly digest: Digest; readonly hubKey: SigningKey},
  manifest: ExportManifest,
): Promise<Bytes> {
  const body = utf8Encode(JSON.stringify(exportManifestSchema.parse(manifest)));
  const path = WAN_PATHS.exports;
  const signature = await tools.hubKey.sign(requestSigningMessage(tools.digest, {path, body}));
  return encodeSignedLines({message: body, signature});
}

/**
 * Reads a manifest and proves that the hub it names signed it. Whether that hub is known, only head
 * office can tell. Throws `stick/none` where there is none, `stick/damaged` for one that does not
 * hold.
 */
export async function readManifest(
  tools: {readonly digest: Digest; readonly verifier: SignatureVerifier},
  bytes: Bytes | undefined,
): Promise<ReadManifest> {
  if (!bytes) throw new Fault('stick/none', {file: MANIFEST_FILE, reason: 'is not there'});
  const {manifest, request} = decode(bytes);
  const publicKey = parsePublicKeyText(manifest.hubPublicKey);
  const file = {name: MANIFEST_FILE};
  if (!publicKey.ok || hubIdOf(tools.digest, publicKey.value) !== manifest.hubId) {
    throw damaged(file, 'the key of the hub is not the one its id names');
  }
  const {message: body, signature} = request;
  const message = requestSigningMessage(tools.digest, {path: WAN_PATHS.exports, body});
  const genuine = await tools.verifier.verify({publicKey: publicKey.value, message, signature});
  if (!genuine) throw damaged(file, 'is not signed by the hub');
  return {manifest, request};
}

function decode(bytes: Bytes): ReadManifest {
  try {
    const request = decodeSignedLines(bytes);
    return {manifest: parseSignedMessage(exportManifestSchema, request.message), request};
  } catch (error) {
    if (!isFault(error, 'wire/malformed')) throw error;
    throw damaged({name: MANIFEST_FILE}, String(error.fields['reason'] ?? 'is malformed'));
  }
}
