import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {
  BROWSER,
  buildAssets,
  hashOf,
  type MadeFile,
  pageHtml,
  writeSite,
} from '@holdfast/page-build/build';
import {build} from 'esbuild';
import {SITE_FOLDER} from './site-folder.ts';

const source = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
/** Drawn from `icon.svg`; the one that home screens cut round has more ground about it. */
const ICONS = ['icon-192.png', 'icon-512.png', 'icon-mask.png'] as const;
const LINKS = [
  '<link rel="icon" href="/pos/icon.svg" type="image/svg+xml">',
  '<link rel="apple-touch-icon" href="/pos/icon-192.png">',
  '<meta name="theme-color" content="#f3f5f7" media="(prefers-color-scheme: light)">',
  '<meta name="theme-color" content="#10161c" media="(prefers-color-scheme: dark)">',
  '<link rel="manifest" href="/pos/manifest.webmanifest">',
];

/**
 * Builds the till's page into `folder`: scripts and styles under names that say their content, the
 * page, its manifest, and the worker that keeps all of it for a start without a hub.
 */
export async function buildSite(folder = SITE_FOLDER): Promise<void> {
  const {assets, ...main} = await buildAssets({entry: source('main.tsx'), root: '/pos/'});
  const html = pageHtml({title: 'Holdfast', place: 'till', ...main, links: LINKS});
  const fixed = [
    asset('/pos/', Buffer.from(html)),
    asset('/pos/icon.svg', readFileSync(source('icon.svg'))),
    ...ICONS.map(name => asset(`/pos/${name}`, readFileSync(source(name)))),
    asset('/pos/manifest.webmanifest', readFileSync(source('manifest.webmanifest'))),
  ];
  const kept = [...assets, ...fixed];
  const worker = await buildWorker(kept);
  writeSite(folder, [...kept, asset('/pos/worker.js', worker)]);
}

function asset(path: string, bytes: Uint8Array): MadeFile {
  return {path, bytes, immutable: false, first: path === '/pos/'};
}

async function buildWorker(kept: readonly MadeFile[]): Promise<Uint8Array> {
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
