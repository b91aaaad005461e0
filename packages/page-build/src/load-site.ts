import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as z from 'zod';

/** What lies in the folder of a built page, beside its files. */
export const SITE_LIST = 'site.json';

export const siteListSchema = z.array(
  z.object({
    path: z.string(),
    file: z.string(),
    contentType: z.string(),
    immutable: z.boolean(),
    etag: z.string(),
    /** What the first load of the page fetches. */
    first: z.boolean(),
  }),
);

/** One file of the page, compressed as it travels. */
export interface BuiltFile {
  readonly contentType: string;
  readonly gzipped: Uint8Array;
  readonly immutable: boolean;
  readonly etag: string;
  readonly first: boolean;
}

/** A page as it was built, by path; `undefined` where it was not. */
export async function loadBuiltSite(
  folder: string,
): Promise<ReadonlyMap<string, BuiltFile> | undefined> {
  const list = join(folder, SITE_LIST);
  if (!existsSync(list)) return undefined;
  const files = siteListSchema.parse(JSON.parse(readFileSync(list, 'utf8')));
  return new Map(
    files.map(({path, file, ...about}) => [
      path,
      {...about, gzipped: new Uint8Array(readFileSync(join(folder, file)))},
    ]),
  );
}
