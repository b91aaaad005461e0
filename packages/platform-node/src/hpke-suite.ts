import type {CipherSuite} from '@hpke/core';

let suite: Promise<CipherSuite> | undefined;

/**
 * RFC 9180 §7: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Loaded when something is first
 * sealed or opened: a hub at work seals nothing.
 */
export function loadHpkeSuite(): Promise<CipherSuite> {
  suite ??= makeSuite();
  return suite;
}

async function makeSuite(): Promise<CipherSuite> {
  const {Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256} = await import('@hpke/core');
  return new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
}
