import {type BuiltFile, loadBuiltSite} from '@holdfast/page-build/load';
import {SITE_FOLDER} from './site-folder.ts';

/** The till's page as it was built, by path; `undefined` where it was not. */
export function loadSite(): Promise<ReadonlyMap<string, BuiltFile> | undefined> {
  return loadBuiltSite(SITE_FOLDER);
}
