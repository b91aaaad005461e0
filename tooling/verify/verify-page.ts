import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {buildSync} from 'esbuild';

const page = (name: string) =>
  fileURLToPath(new URL(`../../packages/prover/src/page/${name}`, import.meta.url));

/**
 * The verifier as one file that a browser opens from a disk: nothing in it is fetched, and by its
 * own policy nothing could be. What runs and how it looks are named there by their hashes.
 */
export function verifyPage(): string {
  const {outputFiles} = buildSync({
    entryPoints: [page('page.ts')],
    ...{bundle: true, minify: true, write: false, charset: 'utf8', legalComments: 'none'},
    ...{format: 'esm', platform: 'browser', target: 'es2022'},
  });
  const script = `${outputFiles[0]?.text.trim()}\n`.replaceAll('</script', '<\\/script');
  const style = readFileSync(page('page.css'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Holdfast</title>',
    `<style>${style}</style>`,
    '<body>',
    `<script type="module">${script}</script>`,
    '',
  ].join('\n');
}

/** CSP level 3, §2.3.1: the hash of what stands between the tags. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
