import {join} from 'node:path';
import {type KeyRing, type Ledgers, type OpenLedgersParts, openLedgers} from '@holdfast/ledger';
import {loadOrCreateSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type LedgerShell, LibsqlLedgerFolder} from './libsql-ledger-folder.ts';

export interface OpenLibsqlLedgersOptions
  extends Omit<OpenLedgersParts, 'folder' | 'digest' | 'keys'> {
  /** Of this hub's ledgers and nothing else; made where it is missing. */
  readonly directory: string;
  /** Where the keys of the hub's journals are kept. */
  readonly keyDirectory: string;
  readonly shell: LedgerShell;
}

/** `openLedgers` over libSQL files. */
export async function openLibsqlLedgers(options: OpenLibsqlLedgersOptions): Promise<Ledgers> {
  const {directory, keyDirectory, shell, ...parts} = options;
  const keys: KeyRing = {
    loadOrCreateKey: name => loadOrCreateSigningKey(join(keyDirectory, `${name}.pem`)),
  };
  const folder = new LibsqlLedgerFolder({directory, shell});
  return await openLedgers({...parts, keys, folder, digest: nodeDigest});
}
