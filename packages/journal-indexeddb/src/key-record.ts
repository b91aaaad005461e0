import {createWebKeyPair, type WebKeyPair, webSigningKey} from '@holdfast/platform-web';
import {type SignatureVerifier, type SigningKey, utf8Encode} from '@holdfast/std';
import * as z from 'zod';
import {answer, commit, read, SINGLES} from './database.ts';
import {bytesField, corrupt} from './entry-record.ts';
import {BLANK_HEAD, writeHead} from './head-record.ts';

const NAME = 'key';

const keySchema = z.object({
  v: z.literal(1),
  publicKey: z.object({algorithm: z.enum(['ed25519', 'p256']), bytes: bytesField}),
  privateKey: z.custom<CryptoKey>(value => value instanceof CryptoKey && value.type === 'private'),
});

/**
 * The journal's key, made with the journal itself, in one transaction. One journal, one key, ever:
 * a key that is gone or does not work is never replaced, its journal is `database/corrupt`.
 */
export async function openKey(
  database: IDBDatabase,
  verifier: SignatureVerifier,
): Promise<SigningKey> {
  if (await isBlank(database)) await begin(database, await createWebKeyPair());
  const stored = await read(database, [SINGLES], transaction =>
    answer<unknown>(transaction.objectStore(SINGLES).get(NAME)),
  );
  const parsed = keySchema.safeParse(stored);
  if (!parsed.success) throw corrupt('its key is gone or not readable');
  const key = webSigningKey(parsed.data);
  if (!(await proves(key, verifier))) throw corrupt('its key does not sign for its public key');
  return key;
}

/** No record of any kind: a database as it was made. */
async function isBlank(database: IDBDatabase): Promise<boolean> {
  const stores = [...database.objectStoreNames];
  return read(database, stores, async transaction => {
    const firsts = stores.map(store => answer(transaction.objectStore(store).openKeyCursor()));
    return (await Promise.all(firsts)).every(first => first === null);
  });
}

function begin(database: IDBDatabase, pair: WebKeyPair): Promise<void> {
  return commit(database, [SINGLES], async transaction => {
    writeHead(transaction, BLANK_HEAD);
    await answer(transaction.objectStore(SINGLES).add({v: 1, ...pair}, NAME));
  });
}

async function proves(key: SigningKey, verifier: SignatureVerifier): Promise<boolean> {
  const message = utf8Encode('holdfast/key-check/1\0');
  try {
    const signature = await key.sign(message);
    return await verifier.verify({publicKey: key.publicKey, message, signature});
  } catch {
    return false;
  }
}
