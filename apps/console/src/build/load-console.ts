import {type BuiltFile, loadBuiltSite} from '@holdfast/page-build/load';
import {CONSOLE_FOLDER} from './console-folder.ts';

/** The console's page as it was built, by path; `undefined` where it was not. */
export function loadConsole(): Promise<ReadonlyMap<string, BuiltFile> | undefined> {
  return loadBuiltSite(CONSOLE_FOLDER);
}
