import {gzipSync} from 'node:zlib';
import {bundleForBrowser} from '@holdfast/platform-web/testing';
import {expect, test} from 'vitest';

const FLOORS = ['std', 'domain', 'wire', 'terminal-sdk', 'platform-web'];
/** By esbuild. Zod is imported as a namespace everywhere, or all of it would come along. */
const WIRE_BYTES_MAX = 110_000;

function bundle(contents: string): Promise<string> {
  const stdin = {contents, resolveDir: import.meta.dirname, loader: 'ts'} as const;
  return bundleForBrowser({stdin, minify: true});
}

test.each(FLOORS)('%s goes into a browser whole, with nothing of Node in it', async name => {
  expect(await bundle(`export * from '@holdfast/${name}'`)).not.toBe('');
});

test('what needs Node does not: the check can tell', async () => {
  const bundled = bundle(`export * from '@holdfast/platform-node'`);
  await expect(bundled).rejects.toThrow('Could not resolve "node:');
});

test('a whole till is small enough to come from the hub at every start', async () => {
  const till = await bundle(`
    import {createTerminal} from '@holdfast/terminal-sdk';
    import * as web from '@holdfast/platform-web';
    import {openIndexedDbJournal} from './index.ts';
    Object.assign(globalThis, {createTerminal, web, openIndexedDbJournal});
  `);
  expect(gzipSync(till).length).toBeLessThan(WIRE_BYTES_MAX);
});
