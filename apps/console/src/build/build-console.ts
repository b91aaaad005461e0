import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {buildAssets, type MadeFile, pageHtml, writeSite} from '@holdfast/page-build/build';
import {CONSOLE_FOLDER} from './console-folder.ts';

const source = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const ICON = '<link rel="icon" href="/console/icon.svg" type="image/svg+xml">';

/** Builds the console's page into `folder`. No worker keeps it: without a hub it shows nothing. */
export async function buildConsole(folder = CONSOLE_FOLDER): Promise<void> {
  const {assets, ...main} = await buildAssets({entry: source('main.tsx'), root: '/console/'});
  const page = {title: 'Holdfast', place: 'console', ...main, links: [ICON]};
  const asset = (path: string, bytes: Uint8Array): MadeFile => ({
    ...{path, bytes, immutable: false},
    first: path === '/console/',
  });
  writeSite(folder, [
    ...assets,
    asset('/console/', Buffer.from(pageHtml(page))),
    asset('/console/icon.svg', readFileSync(source('icon.svg'))),
  ]);
}
