import {HubFiles} from '../hub-files.ts';
import {wasPromoted} from './promote-standby.ts';
import {estateOf, readStandbyBook} from './standby-book.ts';

/** As flags of the command line would say it. */
interface HubConfigFlags {
  readonly [key: string]: string | {readonly [key: string]: string};
}

/**
 * What a standby that was promoted knows of the configuration of a hub: its store, as the hub
 * before had it. `undefined` for a machine that was never promoted.
 */
export function hubConfigFlags(dataDir: string): HubConfigFlags | undefined {
  const files = new HubFiles(dataDir);
  const book = readStandbyBook(files.standby.book);
  if (!book || !wasPromoted(files)) return undefined;
  const {id, name, label} = estateOf(book).store;
  return {data_dir: dataDir, store: {id, name, ...(label === undefined ? {} : {label})}};
}
