import {existsSync} from 'node:fs';
import type {DataKeyPlace} from '@holdfast/data-keys';
import {type LedgerReading, readLedgers} from '@holdfast/ledger';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault} from '@holdfast/std';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';
import {loadLedgerKeys} from './open-ledger-keys.ts';

/** The ledgers of a stopped hub. Its files stay held until they are closed. */
export interface LibsqlReadings {
  readonly ledgers: readonly LedgerReading[];
  close(): Promise<void>;
}

/**
 * Opens a stopped hub's ledgers for reading. Nothing is written but what opening writes. Throws
 * `database/missing` where there are none, `database/in-use` while a hub runs on them, and
 * `data-key/missing` without the keys that they are sealed under.
 */
export async function readLibsqlLedgers(
  directory: string,
  dataKeys: DataKeyPlace,
): Promise<LibsqlReadings> {
  if (!existsSync(directory)) throw new Fault('database/missing', {path: directory});
  const keys = loadLedgerKeys(dataKeys);
  const more = keys ? {keys} : {};
  const folder = new LibsqlLedgerFolder({directory, shell: 'inline', reserveBytes: 0, ...more});
  try {
    const ledgers = await readLedgers(folder, nodeDigest);
    if (ledgers.length === 0) throw new Fault('database/missing', {path: directory});
    return {ledgers, close: () => folder.close()};
  } catch (error) {
    await folder.close();
    throw error;
  }
}
