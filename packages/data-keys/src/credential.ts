import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Bytes, Fault} from '@holdfast/std';

/** The credential's name: `LoadCredentialEncrypted=holdfast-data-keys` (systemd.exec(5)). */
const CREDENTIAL_NAME = 'holdfast-data-keys';
/** Shorter ones could be guessed. */
const CREDENTIAL_BYTES_MIN = 16;

/**
 * What the service manager hands to this process to wrap data keys with; `undefined` where it hands
 * over nothing. `directory` is what `CREDENTIALS_DIRECTORY` says. Throws `data-key/unreadable` for
 * one that is too short to be a secret.
 */
export function readCredential(directory: string | undefined): Bytes | undefined {
  if (directory === undefined || directory === '') return undefined;
  const file = join(directory, CREDENTIAL_NAME);
  if (!existsSync(file)) return undefined;
  const credential = new Uint8Array(readFileSync(file));
  if (credential.length >= CREDENTIAL_BYTES_MIN) return credential;
  throw new Fault('data-key/unreadable', {
    file,
    reason: `a credential has at least ${CREDENTIAL_BYTES_MIN} bytes`,
  });
}
