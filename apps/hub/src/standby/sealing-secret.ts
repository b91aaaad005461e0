import {chmodSync, existsSync, readFileSync} from 'node:fs';
import {systemRandom, writeFileDurably} from '@holdfast/platform-node';
import {type Bytes, Fault, fromBase64Url, toBase64Url} from '@holdfast/std';

const SECRET_BYTES = 32;

/**
 * The secret behind the key that a standby's hub seals to (base64url, mode 0600), drawn durably on
 * first use. Throws `database/corrupt` for a damaged one.
 */
export function loadOrDrawSecret(file: string): Bytes {
  if (!existsSync(file)) {
    writeFileDurably(file, `${toBase64Url(systemRandom.bytes(SECRET_BYTES))}\n`, 0o600);
  }
  chmodSync(file, 0o600); // a restored copy may have come with another mode
  const secret = fromBase64Url(readFileSync(file, 'utf8').trim());
  if (secret?.length === SECRET_BYTES) return secret;
  throw new Fault('database/corrupt', {file, reason: `not ${SECRET_BYTES} bytes in base64url`});
}
