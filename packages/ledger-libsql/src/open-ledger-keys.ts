import {createDataKeys, type DataKeyPlace, loadDataKeys} from '@holdfast/data-keys';
import {Fault, isFault} from '@holdfast/std';
import {LedgerKeys} from './ledger-keys.ts';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';

/** The keys that are there; `undefined` where there is no file of them. Faults: `loadDataKeys`. */
export function loadLedgerKeys(place: DataKeyPlace): LedgerKeys | undefined {
  const keys = loadDataKeys(place);
  return keys && new LedgerKeys(place, keys);
}

/**
 * The keys of a hub that is about to write. The first is made where there is none, and only where
 * nothing is sealed yet: a file that was lost is `data-key/missing`, and nothing is begun in its
 * stead.
 */
export async function openLedgerKeys(options: {
  readonly place: DataKeyPlace;
  /** Of the ledgers. */
  readonly directory: string;
  readonly nowMs: number;
}): Promise<LedgerKeys> {
  const {place, directory, nowMs} = options;
  const loaded = loadLedgerKeys(place);
  if (loaded) return loaded;
  const folder = new LibsqlLedgerFolder({directory, shell: 'inline', reserveBytes: 0});
  try {
    for (const number of await folder.numbers()) await refuseSealed(folder, number, place.file);
  } finally {
    await folder.close();
  }
  return new LedgerKeys(place, createDataKeys(place, nowMs));
}

async function refuseSealed(
  folder: LibsqlLedgerFolder,
  number: number,
  file: string,
): Promise<void> {
  try {
    await folder.open(number);
  } catch (error) {
    if (isFault(error, 'data-key/missing')) {
      throw new Fault('data-key/missing', {file, ...error.fields}, {cause: error});
    }
    // What else is wrong with a ledger, its own opening says.
    if (!isFault(error, 'database/corrupt') && !isFault(error, 'database/missing')) throw error;
  }
}
