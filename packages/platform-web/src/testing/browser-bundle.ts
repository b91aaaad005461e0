import {type BuildOptions, build} from 'esbuild';

/**
 * One script of these sources as a browser gets them. Rejects where anything of Node is in them:
 * there is no stand-in for it.
 */
export async function bundleForBrowser(
  from: Pick<BuildOptions, 'entryPoints' | 'stdin' | 'minify'>,
): Promise<string> {
  const {outputFiles} = await build({
    ...from,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
