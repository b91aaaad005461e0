import type {Digest} from '@holdfast/std';
import {sha256} from '@noble/hashes/sha2.js';

/**
 * SHA-256 in JavaScript. WebCrypto's is asynchronous, and an entry's hash must be known before an
 * IndexedDB transaction ends.
 */
export const webDigest: Digest = {
  sha256: bytes => new Uint8Array(sha256(bytes)),
};
