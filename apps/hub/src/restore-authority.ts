import {createPrivateKey, X509Certificate} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {nodeDigest, writeFileDurably} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {type SealedAuthority, sealedAuthoritySchema} from '@holdfast/wire';
import {HubFiles} from './hub-files.ts';
import {openAuthority} from './sealed-authority.ts';

/**
 * Gives a hub that has no authority yet the store's own, from a sealed copy and the words of its
 * sheet: browsers then trust it as they trusted the one before. Never replaces an authority that is
 * there (`config/invalid`). Throws `wire/malformed`, `recovery/words-wrong`, `recovery/not-opened`.
 */
export async function restoreAuthority(from: {
  readonly directory: string;
  readonly copyFile: string;
  readonly words: string;
}): Promise<void> {
  const {key, certificate} = new HubFiles(from.directory).storeCa;
  if (existsSync(key)) {
    throw new Fault('config/invalid', {file: key, reason: 'this hub has an authority already'});
  }
  const copy = readCopy(from.copyFile);
  const opened = await openAuthority(nodeDigest, {copy, words: from.words});
  const fits = new X509Certificate(opened.certificatePem).checkPrivateKey(
    createPrivateKey(opened.keyPem),
  );
  if (!fits) throw new Fault('recovery/not-opened', {reason: 'the certificate is of another key'});
  writeFileDurably(certificate, opened.certificatePem, 0o644);
  writeFileDurably(key, opened.keyPem, 0o600); // last: the pair counts once both are there
}

/** Throws `wire/malformed` for a file that is no sealed copy. */
export function readCopy(file: string): SealedAuthority {
  try {
    return sealedAuthoritySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const fields = {file, reason: 'is no sealed copy of a store’s authority'};
    throw new Fault('wire/malformed', fields, {cause});
  }
}
