import {
  ByteReader,
  type Bytes,
  ByteWriter,
  concatBytes,
  fromBase64Url,
  isFault,
  issue,
  type Parsed,
  type PublicKey,
  parsed,
  SIGNATURE_BYTES,
  toBase64Url,
  utf8Encode,
} from '@holdfast/std';

const MAGIC = 'HFT1';
const MAGIC_BYTES = Uint8Array.from(MAGIC, char => char.charCodeAt(0));
const CONTEXT = utf8Encode('holdfast/tls-key/1\0');
const ED25519_KEY_BYTES = 32;
const URI_SCHEME = 'holdfast-tls-key:';

/**
 * A hub's word about the TLS key it shows: *this key is mine*. It travels in the certificate
 * itself, so a terminal that knows the hub can tell it before its own first byte, whoever issued
 * the certificate and whatever its dates say.
 *
 * Bytes, version 1: `"HFT1"` · the hub's Ed25519 identity key 32 · issuedAtMs u64 · signature 64.
 * The signature is the identity key's, over `"holdfast/tls-key/1\0"`, all bytes before it, and
 * SHA-256 of the TLS key's SubjectPublicKeyInfo.
 */
export interface TlsKeyStatement {
  /** Its hash is the hub's id. */
  readonly hubPublicKey: PublicKey;
  /** The hub's clock, milliseconds since 1970. For people: nothing is ordered by it. */
  readonly issuedAtMs: number;
}

export interface SignedTlsKeyStatement extends TlsKeyStatement {
  readonly signature: Bytes;
}

function statementBytes({hubPublicKey, issuedAtMs}: TlsKeyStatement): Bytes {
  return new ByteWriter(48).raw(MAGIC_BYTES).raw(hubPublicKey.bytes).u64(issuedAtMs).finish();
}

/** @param keyPin SHA-256 of the TLS key's SubjectPublicKeyInfo. */
export function tlsKeyStatementSigningMessage(
  statement: TlsKeyStatement,
  keyPin: Uint8Array,
): Bytes {
  return concatBytes(CONTEXT, statementBytes(statement), keyPin);
}

/** The statement as a subject alternative name of the certificate (RFC 5280 §4.2.1.6). */
export function formatTlsKeyUri(statement: SignedTlsKeyStatement): string {
  return URI_SCHEME + toBase64Url(concatBytes(statementBytes(statement), statement.signature));
}

/** Reads what {@link formatTlsKeyUri} wrote. Does not check the signature. */
export function parseTlsKeyUri(uri: string): Parsed<SignedTlsKeyStatement> {
  if (!uri.startsWith(URI_SCHEME)) return issue('', `must begin with ${URI_SCHEME}`);
  const bytes = fromBase64Url(uri.slice(URI_SCHEME.length));
  if (!bytes) return issue('', 'must be base64url');
  try {
    const reader = new ByteReader(bytes, 'TLS key statement');
    reader.magic(MAGIC);
    const statement = {
      hubPublicKey: {algorithm: 'ed25519', bytes: reader.raw(ED25519_KEY_BYTES)} as const,
      issuedAtMs: reader.u64(),
      signature: reader.raw(SIGNATURE_BYTES),
    };
    reader.end();
    return parsed(statement);
  } catch (error) {
    if (!isFault(error)) throw error;
    return issue('', 'is no TLS key statement of version 1');
  }
}
