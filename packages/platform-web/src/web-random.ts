import type {Random} from '@holdfast/std';

/** Web Cryptography §10.1.1: a request for more is refused. */
const BYTES_PER_CALL_MAX = 65_536;

/** The browser's cryptographic chance. */
export const webRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += BYTES_PER_CALL_MAX) {
      crypto.getRandomValues(bytes.subarray(at, at + BYTES_PER_CALL_MAX));
    }
    return bytes;
  },
};
