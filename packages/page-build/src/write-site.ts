import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {extname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import type {z} from 'zod';
import {SITE_LIST, type siteListSchema} from './load-site.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** One file of a page, before it is written. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly immutable: boolean;
  /** Whether the first load fetches it. */
  readonly first: boolean;
}

/**
 * Beside the old one first, so that a hub that starts meanwhile finds one whole page. One that is
 * there already, byte for byte, stays as it is: somebody may be reading it.
 */
export function writeSite(folder: string, made: readonly MadeFile[]): void {
  const aside = `${folder}.${process.pid}`;
  rmSync(aside, {recursive: true, force: true});
  mkdirSync(aside, {recursive: true});
  const list: z.input<typeof siteListSchema> = made.map(({path, bytes, immutable, first}, at) => {
    const file = `${at}${extname(path) || '.html'}.gz`;
    writeFileSync(join(aside, file), gzipSync(bytes, {level: 9}));
    const contentType = TYPES[extname(path) || '.html'] ?? 'application/octet-stream';
    return {path, file, contentType, immutable, first, etag: `"${hashOf(bytes)}"`};
  });
  writeFileSync(join(aside, SITE_LIST), JSON.stringify(list));
  try {
    if (readList(folder) === JSON.stringify(list)) return;
    rmSync(folder, {recursive: true, force: true});
    renameSync(aside, folder);
  } finally {
    rmSync(aside, {recursive: true, force: true});
  }
}

function readList(folder: string): string | undefined {
  const file = join(folder, SITE_LIST);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A short name of some content. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
