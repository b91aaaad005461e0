import type {Bytes} from './bytes.ts';

/** SHA-256 as a port (FIPS 180-4). Synchronous: a chain of hashes cannot wait for a thread pool. */
export interface Digest {
  sha256(bytes: Uint8Array): Bytes;
}

/** The name a roster gives an algorithm. Ed25519 (RFC 8032) wherever the platform has it. */
export type SignatureAlgorithm = 'ed25519' | 'p256';

/**
 * A public key as it is hashed, compared and sent: Ed25519 as its 32 raw bytes (RFC 8032 §5.1.5),
 * P-256 as its 65-byte uncompressed point (SEC 1 §2.3.3).
 */
export interface PublicKey {
  readonly algorithm: SignatureAlgorithm;
  readonly bytes: Bytes;
}

/** One private key. The bytes of the key itself never leave the adapter that holds it. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  /** 64 bytes: RFC 8032 §5.1.6 for Ed25519; r‖s (IEEE P1363) for P-256 over SHA-256. */
  sign(message: Uint8Array): Promise<Bytes>;
}

export interface SignatureVerifier {
  /**
   * `false` for a wrong signature and for a key or signature of the wrong form alike; never
   * rejects.
   */
  verify(claim: {
    readonly publicKey: PublicKey;
    readonly message: Uint8Array;
    readonly signature: Uint8Array;
  }): Promise<boolean>;
}

export const SIGNATURE_BYTES = 64;
export const SHA256_BYTES = 32;

/** Hybrid encryption for one reader: RFC 9180, base mode, X25519, HKDF-SHA256, AES-256-GCM. */
export interface Sealer {
  seal(parts: {
    /** X25519, raw. */
    readonly recipient: Bytes;
    readonly info: Bytes;
    readonly associated: Bytes;
    readonly plain: Uint8Array;
  }): Promise<{readonly share: Bytes; readonly ciphertext: Bytes}>;
}

/** One reader's private key. Its bytes never leave the adapter that holds it. */
export interface UnsealingKey {
  /** X25519, raw. */
  readonly publicKey: Bytes;
  /** `undefined` for what was sealed for another key, place or purpose, or was changed since. */
  open(parts: {
    readonly share: Bytes;
    readonly info: Bytes;
    readonly associated: Bytes;
    readonly ciphertext: Bytes;
  }): Promise<Bytes | undefined>;
}
