import {createPrivateKey} from 'node:crypto';

/** P-256, the one curve that every browser and every system's key store takes. */
export const EC_ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const;

/** A key for a certificate. Its bytes can be read, because they are kept as a file. */
export function drawKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(EC_ALGORITHM, true, ['sign', 'verify']);
}

/** PKCS #8 (RFC 5958), as PEM. */
export async function privateKeyPem({privateKey}: CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
  const key = createPrivateKey({key: der, format: 'der', type: 'pkcs8'});
  return key.export({type: 'pkcs8', format: 'pem'}).toString();
}

/** The other way. Rejects where the text is no P-256 key. */
export function importPrivateKey(pem: string): Promise<CryptoKey> {
  const der = new Uint8Array(createPrivateKey(pem).export({type: 'pkcs8', format: 'der'}));
  return crypto.subtle.importKey('pkcs8', der, EC_ALGORITHM, false, ['sign']);
}
