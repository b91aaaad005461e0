import {decompress} from 'fzstd';
import type {VerifierKey, VerifyTools} from '../verify/verify-tools.ts';

/** RFC 8032 §7.1, test 1: any key will do. */
const SOME_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const ED25519 = 'Ed25519';
const P256 = {name: 'ECDSA', namedCurve: 'P-256'} as const;

/** Whether this browser can check an Ed25519 signature here; without, a page can prove nothing. */
export async function canVerify(): Promise<boolean> {
  try {
    const bytes = Uint8Array.from(SOME_KEY.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
    await crypto.subtle.importKey('raw', bytes, ED25519, false, ['verify']);
    return true;
  } catch {
    return false; // too old, or not in a secure context
  }
}

/** The verifier's tools in a page: signatures by WebCrypto, zstd in JavaScript. */
export function pageVerifyTools(): VerifyTools {
  const keys = new Map<string, Promise<CryptoKey>>();
  const imported = ({algorithm, bytes}: VerifierKey): Promise<CryptoKey> => {
    const name = `${algorithm}:${bytes.join()}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const kind = algorithm === 'ed25519' ? ED25519 : P256;
    const made = crypto.subtle.importKey('raw', bytes, kind, false, ['verify']);
    keys.set(name, made);
    return made;
  };
  return {
    async verify({key, message, signature}) {
      try {
        const kind = key.algorithm === 'ed25519' ? ED25519 : {name: 'ECDSA', hash: 'SHA-256'};
        const [said, shown] = [new Uint8Array(message), new Uint8Array(signature)];
        return await crypto.subtle.verify(kind, await imported(key), shown, said);
      } catch {
        return false; // a key of the wrong form verifies nothing
      }
    },
    unpack({codec, bytes, unpackedBytes}) {
      if (codec === 0) return bytes;
      if (codec === 1) return decompress(bytes, new Uint8Array(unpackedBytes));
      throw new RangeError(`codec ${codec} cannot be read in a page`);
    },
  };
}
