import {chmodSync, existsSync, readFileSync} from 'node:fs';
import {
  type Bytes,
  Fault,
  fromBase64Url,
  type Sealer,
  toBase64Url,
  type UnsealingKey,
} from '@holdfast/std';
import {writeFileDurably} from './durable-file.ts';
import {loadHpkeSuite} from './hpke-suite.ts';
import {systemRandom} from './system-random.ts';

const SECRET_BYTES = 32;

/** Seals for one reader, by the platform's own X25519 and AES. */
export const hpkeSealer: Sealer = {
  async seal({recipient, info, associated, plain}) {
    const suite = await loadHpkeSuite();
    const recipientPublicKey = await suite.kem.deserializePublicKey(recipient);
    const sender = await suite.createSenderContext({recipientPublicKey, info});
    const ciphertext = await sender.seal(new Uint8Array(plain), associated);
    return {share: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext)};
  },
};

/** The reader whose private key is derived from these 32 bytes (RFC 9180 §7.1.3). */
export async function unsealingKeyOf(secret: Bytes): Promise<UnsealingKey> {
  const suite = await loadHpkeSuite();
  const pair = await suite.kem.deriveKeyPair(secret);
  const publicKey = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
  return {
    publicKey,
    async open({share, info, associated, ciphertext}) {
      try {
        const recipient = await suite.createRecipientContext({
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
