import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {basename, extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {type BuildOptions, build} from 'esbuild';
import type {z} from 'zod';
import {leanZod} from './lean-zod.ts';
import type {siteListSchema} from './load-site.ts';
import {pageHtml} from './page-html.ts';
import {SITE_FOLDER, SITE_LIST} from './site-folder.ts';

const source = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

const BROWSER: BuildOptions = {
  ...{bundle: true, minify: true, write: false, charset: 'utf8', legalComments: 'none'},
  ...{format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'warning'},
  define: {'process.env.NODE_ENV': '"production"'},
  plugins: [leanZod],
};

interface Made {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly immutable: boolean;
  readonly first: boolean;
}

/**
 * Builds the till's page into `folder`: scripts and styles under names that say their content, the
 * page, its manifest, and the worker that keeps all of it for a start without a hub.
 */
export async function buildSite(folder = SITE_FOLDER): Promise<void> {
  const {outputFiles = [], metafile} = await build({
    ...BROWSER,
    entryPoints: [source('main.tsx')],
    ...{splitting: true, metafile: true, outdir: '/assets', jsx: 'automatic'},
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
  });
  const nameOf = (path: string) => `/pos/assets/${basename(path)}`;
  const outputs = Object.entries(metafile?.outputs ?? {});
  const [entry] = outputs.filter(([, {entryPoint}]) => entryPoint !== undefined);
  if (!entry) throw new Error('the page has a main script');
  const [mainPath, main] = entry;
  const first = new Set(
    [mainPath, main.cssBundle ?? '', ...eager(mainPath, metafile?.outputs ?? {})].map(nameOf),
  );
  const assets = outputFiles.map(
    ({path, contents}): Made => ({
      ...{path: nameOf(path), bytes: contents, immutable: true},
      first: first.has(nameOf(path)),
    }),
  );
  const html = pageHtml({script: nameOf(mainPath), style: nameOf(main.cssBundle ?? '')});
  const fixed = [
    asset('/pos/', Buffer.from(html)),
    asset('/pos/icon.svg', readFileSync(source('icon.svg'))),
    asset('/pos/manifest.webmanifest', readFileSync(source('manifest.webmanifest'))),
  ];
  const kept = [...assets, ...fixed];
  const worker = await buildWorker(kept);
  writeSite(folder, [...kept, asset('/pos/worker.js', worker)]);
}

/** Chunks that a script imports at once, and theirs. */
function eager(
  path: string,
  outputs: Readonly<Record<string, {readonly imports: readonly {path: string; kind: string}[]}>>,
): readonly string[] {
  const imports = outputs[path]?.imports ?? [];
  const direct = imports.filter(({kind}) => kind === 'import-statement').map(one => one.path);
  return direct.flatMap(one => [one, ...eager(one, outputs)]);
}

function asset(path: string, bytes: Uint8Array): Made {
  return {path, bytes, immutable: false, first: path === '/pos/'};
}

async function buildWorker(kept: readonly Made[]): Promise<Uint8Array> {
  const version = hashOf(Buffer.concat(kept.map(({bytes}) => bytes)));
  const {outputFiles} = await build({
    ...BROWSER,
    entryPoints: [source('worker.ts')],
    define: {
      KEPT_PATHS: JSON.stringify(kept.map(({path}) => path)),
      KEPT_VERSION: JSON.stringify(version),
    },
  });
  return outputFiles?.[0]?.contents ?? new Uint8Array();
}

/** Beside the old one first, so that a hub that starts meanwhile finds one whole page. */
function writeSite(folder: string, made: readonly Made[]): void {
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
  rmSync(folder, {recursive: true, force: true});
  renameSync(aside, folder);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
