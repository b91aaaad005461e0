import {join} from 'node:path';
import {type KeyRing, type Ledgers, type OpenLedgersParts, openLedgers} from '@holdfast/ledger';
import {loadOrCreateSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type LedgerFolderOptions, LibsqlLedgerFolder} from './libsql-ledger-folder.ts';

export interface OpenLibsqlLedgersOptions
  extends LedgerFolderOptions,
    Omit<OpenLedgersParts, 'folder' | 'digest' | 'keys'> {
  /** Where the keys of the hub's journals are kept. */
  readonly keyDirectory: string;
}

/** `openLedgers` over libSQL files. */
export async function openLibsqlLedgers(options: OpenLibsqlLedgersOptions): Promise<Ledgers> {
  const {keyDirectory, keys: _, ...parts} = options;
  const keys: KeyRing = {
    loadOrCreateKey: name => loadOrCreateSigningKey(join(keyDirectory, `${name}.pem`)),
  };
  const folder = new LibsqlLedgerFolder(options);
  return await openLedgers({...parts, keys, folder, digest: nodeDigest});
}
