import {existsSync, readFileSync, statSync} from 'node:fs';
import {writeFileDurably} from '@holdfast/platform-node';
import {assert, type Bytes, Fault, fromBase64Url, toBase64Url} from '@holdfast/std';
import * as z from 'zod';
import {type DataKey, type DataKeys, dataKeyIdOf, drawDataKey, SECRET_BYTES} from './data-key.ts';
import {unwrapSecret, wrapSecret} from './wrapped-secret.ts';

/** Group and others. */
const NOT_OURS = 0o077;

const fileSchema = z.strictObject({
  v: z.literal(1),
  /** Whether each secret is wrapped under the credential of the service manager. */
  wrapped: z.boolean(),
  keys: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[0-9a-f]{16}$/),
        madeAtMs: z.int(),
        secret: z.string(),
      }),
    )
    .min(1),
});

/** Where data keys lie, and what they are wrapped with where the service manager hands it over. */
export interface DataKeyPlace {
  readonly file: string;
  readonly credential: Bytes | undefined;
}

/**
 * The keys in the file; `undefined` where there is none, and none is made. A file with bare secrets
 * is wrapped from the first time that there is a credential.
 *
 * Throws `data-key/exposed` where others may read it, `data-key/wrong` for a secret that is not the
 * one it is named after, or that this credential does not open, and `data-key/unreadable`.
 */
export function loadDataKeys(place: DataKeyPlace): DataKeys | undefined {
  const {file, credential} = place;
  if (!existsSync(file)) return undefined;
  const mode = statSync(file).mode & 0o777;
  if ((mode & NOT_OURS) !== 0) {
    throw new Fault('data-key/exposed', {file, mode: mode.toString(8).padStart(4, '0')});
  }
  const {wrapped, keys} = parse(file);
  if (wrapped && !credential) {
    const reason = 'its keys are wrapped, and the service manager handed over no credential';
    throw new Fault('data-key/unreadable', {file, reason});
  }
  const loaded = keys.map(({id, madeAtMs, secret}): DataKey => {
    const bytes = fromBase64Url(secret) ?? new Uint8Array();
    const opened = wrapped && credential ? unwrapSecret(credential, {id, wrapped: bytes}) : bytes;
    if (opened?.length === SECRET_BYTES && dataKeyIdOf(opened) === id) {
      return {id, madeAtMs, secret: opened};
    }
    const reason = opened ? 'is not the secret of this key' : 'this credential does not open it';
    throw new Fault('data-key/wrong', {file, key: id, reason});
  });
  if (credential && !wrapped) write(place, loaded);
  return loaded;
}

/** Makes the file with a first key, durably. Never over one that is there. */
export function createDataKeys(place: DataKeyPlace, nowMs: number): DataKeys {
  assert(!existsSync(place.file), 'keys are not made over others');
  const keys = [drawDataKey(nowMs)];
  write(place, keys);
  return keys;
}

/** Adds a key, durably before it is used: what is sealed from then on is sealed under it. */
export function addDataKey(place: DataKeyPlace, nowMs: number): DataKeys {
  const keys = loadDataKeys(place);
  if (!keys) throw new Fault('data-key/missing', {file: place.file});
  const more = [...keys, drawDataKey(nowMs)];
  write(place, more);
  return more;
}

/** Writes the keys of one place to another, under that one's credential or bare. */
export function copyDataKeys(from: DataKeyPlace, to: DataKeyPlace): void {
  const keys = loadDataKeys(from);
  if (!keys) throw new Fault('data-key/missing', {file: from.file});
  write(to, keys);
}

function write({file, credential}: DataKeyPlace, keys: DataKeys): void {
  const content: z.output<typeof fileSchema> = {
    v: 1,
    wrapped: credential !== undefined,
    keys: keys.map(({id, madeAtMs, secret}) => ({
      id,
      madeAtMs,
      secret: toBase64Url(credential ? wrapSecret(credential, {id, secret}) : secret),
    })),
  };
  writeFileDurably(file, `${JSON.stringify(content, null, 2)}\n`, 0o600);
}

function parse(file: string): z.output<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const reason = 'is no file of data keys';
    throw new Fault('data-key/unreadable', {file, reason}, {cause});
  }
}
