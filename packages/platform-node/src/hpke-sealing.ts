import {chmodSync, existsSync, readFileSync} from 'node:fs';
import {
  type Bytes,
  Fault,
  fromBase64Url,
  type Sealer,
  toBase64Url,
  type UnsealingKey,
} from '@holdfast/std';
import type {CipherSuite} from '@hpke/core';
import {writeFileDurably} from './durable-file.ts';
import {systemRandom} from './system-random.ts';

const SECRET_BYTES = 32;

let suite: Promise<CipherSuite> | undefined;

/**
 * RFC 9180 §7: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The one place that speaks to
 * the library. Loaded when something is first sealed or opened: a hub at work seals nothing.
 */
function loadSuite(): Promise<CipherSuite> {
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

/** Seals for one reader, by the platform's own X25519 and AES. */
export const hpkeSealer: Sealer = {
  async seal({recipient, info, associated, plain}) {
    const hpke = await loadSuite();
    const recipientPublicKey = await hpke.kem.deserializePublicKey(recipient);
    const sender = await hpke.createSenderContext({recipientPublicKey, info});
    const ciphertext = await sender.seal(new Uint8Array(plain), associated);
    return {share: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext)};
  },
};

/** The reader whose private key is derived from these 32 bytes (RFC 9180 §7.1.3). */
export async function unsealingKeyOf(secret: Bytes): Promise<UnsealingKey> {
  const hpke = await loadSuite();
  const pair = await hpke.kem.deriveKeyPair(secret);
  const publicKey = new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey));
  return {
    publicKey,
    async open({share, info, associated, ciphertext}) {
      try {
        const recipient = await hpke.createRecipientContext({
          ...{recipientKey: pair.privateKey, enc: share, info},
        });
        return new Uint8Array(await recipient.open(ciphertext, associated));
      } catch {
        return undefined; // a share that is no point, or a tag that does not agree
      }
    },
  };
}

/**
 * The reader whose secret lies in this file (base64url, mode 0600), made durably on first use.
 * Whoever loses it cannot read what was sealed for it. Throws `database/corrupt` for a damaged one.
 */
export async function loadOrCreateUnsealingKey(file: string): Promise<UnsealingKey> {
  if (!existsSync(file)) {
    writeFileDurably(file, `${toBase64Url(systemRandom.bytes(SECRET_BYTES))}\n`, 0o600);
  }
  chmodSync(file, 0o600); // a restored copy may have come with another mode
  const secret = fromBase64Url(readFileSync(file, 'utf8').trim());
  if (secret?.length === SECRET_BYTES) return unsealingKeyOf(secret);
  throw new Fault('database/corrupt', {file, reason: `not ${SECRET_BYTES} bytes in base64url`});
}
