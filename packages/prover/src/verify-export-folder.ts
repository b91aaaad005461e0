import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {nodeVerifyTools} from './node-verify-tools.ts';
import {type ExportReport, verifyExport} from './verify/verify-export.ts';

/** Reads the export in a folder whole: see {@link verifyExport}. */
export function verifyExportFolder(
  directory: string,
  onProgress?: (done: number, total: number) => void,
): Promise<ExportReport> {
  const names = readdirSync(directory);
  const read = async (name: string) => new Uint8Array(await readFile(join(directory, name)));
  return verifyExport(nodeVerifyTools, {names, read}, onProgress);
}
