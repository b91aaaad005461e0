import {basename} from 'node:path';
import {type BuildOptions, build} from 'esbuild';
import {leanZod} from './lean-zod.ts';
import type {MadeFile} from './write-site.ts';

export {hashOf, type MadeFile, writeSite} from './write-site.ts';

/** How everything for a browser is built. */
export const BROWSER: BuildOptions = {
  ...{bundle: true, minify: true, write: false, charset: 'utf8', legalComments: 'none'},
  ...{format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'warning'},
  define: {'process.env.NODE_ENV': '"production"'},
  plugins: [leanZod],
};

/** The scripts and styles of a page, and what its first load fetches. */
export interface BuiltAssets {
  readonly assets: readonly MadeFile[];
  /** Paths of the main script and its style. */
  readonly script: string;
  readonly style: string;
}

/** Builds what `entry` imports, under names that say their content, below `root`. */
export async function buildAssets({
  entry,
  root,
}: {
  readonly entry: string;
  readonly root: string;
}): Promise<BuiltAssets> {
  const {outputFiles = [], metafile} = await build({
    ...BROWSER,
    entryPoints: [entry],
    ...{splitting: true, metafile: true, outdir: '/assets', jsx: 'automatic'},
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
  });
  const nameOf = (path: string) => `${root}assets/${basename(path)}`;
  const outputs = metafile?.outputs ?? {};
  const [main] = Object.entries(outputs).filter(([, one]) =>
    one.entryPoint?.endsWith(basename(entry)),
  );
  if (!main) throw new Error('the page has a main script');
  const [mainPath, {cssBundle = ''}] = main;
  const first = new Set([mainPath, cssBundle, ...eager(mainPath, outputs)].map(nameOf));
  const assets = outputFiles.map(
    ({path, contents}): MadeFile => ({
      ...{path: nameOf(path), bytes: contents, immutable: true},
      first: first.has(nameOf(path)),
    }),
  );
  return {assets, script: nameOf(mainPath), style: nameOf(cssBundle)};
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

/**
 * The one page. Its stylesheet has the id that React Aria looks for before it writes a style
 * element of its own, which the page's policy refuses.
 */
export function pageHtml(page: {
  readonly title: string;
  /** The id of the element that the script fills. */
  readonly place: string;
  readonly script: string;
  readonly style: string;
  /** Further lines of the head. */
  readonly links: readonly string[];
}): string {
  const {title, place, script, style, links} = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${links.join('\n')}
<link rel="stylesheet" href="${style}" id="react-aria-pressable-style">
<script type="module" src="${script}"></script>
</head>
<body><div id="${place}"></div></body>
</html>
`;
}
