import {existsSync} from 'node:fs';
import {createDataKeys, type DataKeyPlace, type DataKeys, loadDataKeys} from '@holdfast/data-keys';
import {Fault, isFault} from '@holdfast/std';
import {FleetFile} from './fleet-file.ts';

/**
 * The keys of a gateway that is about to write. The first is made where there is none, and only
 * where nothing is sealed yet: a file that was lost is `data-key/missing`, and none is made in its
 * stead.
 */
export function openFleetKeys(options: {
  readonly place: DataKeyPlace;
  /** Of the database. */
  readonly path: string;
  readonly nowMs: number;
}): DataKeys {
  const {place, path, nowMs} = options;
  const loaded = loadDataKeys(place);
  if (loaded) return loaded;
  if (existsSync(path)) refuseSealed(path, place.file);
  return createDataKeys(place, nowMs);
}

function refuseSealed(path: string, file: string): void {
  try {
    new FleetFile({path, reserveBytes: 0, keys: undefined}).close();
  } catch (error) {
    if (!isFault(error, 'data-key/missing')) throw error;
    throw new Fault('data-key/missing', {file, ...error.fields}, {cause: error});
  }
}
