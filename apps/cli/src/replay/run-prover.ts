import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {DemoResult} from '../demo/run-demo.ts';
import {EXIT} from '../output/exit-code.ts';

const MAIN = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));

/** What `holdfast prove` is asked about the store that was played. */
export function proverArgs({directories, soldFile, browserJournals}: DemoResult): string[] {
  const {tills, hub, gateway} = directories;
  const pages = browserJournals.length > 0 ? ['--browser-journals', ...browserJournals] : [];
  return ['--tills', ...tills, '--hub', hub, '--gateway', gateway, '--sold', soldFile, ...pages];
}

/** Lets a process of its own judge, and answers with its words for programs and its exit code. */
export function proveAsJson(result: DemoResult): {
  readonly proof: unknown;
  readonly exitCode: number;
} {
  const args = ['--disable-warning=ExperimentalWarning', MAIN, 'prove', ...proverArgs(result)];
  const {stdout, status} = spawnSync(process.execPath, [...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const proof: unknown = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  return {proof, exitCode: status ?? EXIT.failed};
}
