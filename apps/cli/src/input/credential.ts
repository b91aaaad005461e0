import {readFileSync} from 'node:fs';
import {readCredential} from '@holdfast/data-keys';
import {type Bytes, Fault} from '@holdfast/std';

export const CREDENTIAL_MEANS = 'what the data keys are wrapped with, where they are';

/** From the file that was named, or as the service manager handed it over. */
export function credentialFrom(file: string | undefined): Bytes | undefined {
  if (file === undefined) return readCredential(process.env['CREDENTIALS_DIRECTORY']);
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    const reason = 'cannot be read';
    throw new Fault('config/invalid', {key: '--credential', file, reason}, {cause});
  }
}
