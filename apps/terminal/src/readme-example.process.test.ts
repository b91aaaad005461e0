import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {readConfig} from '@holdfast/config-toml';
import {openLibsqlJournal} from '@holdfast/journal-libsql';
import {nodeDigest, systemClock, systemRandom} from '@holdfast/platform-node';
import {silentLog} from '@holdfast/std';
import {FakeHub} from '@holdfast/terminal-sdk/testing';
import {expect, onTestFinished, test} from 'vitest';
import * as z from 'zod';
import {terminalConfigSchema} from './config.ts';
import {runTerminal} from './run-terminal.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const why = hasCurl ? '' : ' (skipped: curl is not installed)';

/** The first block of the README that calls the agent, as it stands there. */
function exampleIn(file: string): string {
  const readme = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const example = blocks.find(block => block.startsWith('curl '));
  if (!example) throw new Error(`${file} shows no curl`);
  return example;
}

/** A till that is paired with a hub nobody can reach: it sells alone. */
async function startTill(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const place = {directory: join(directory, 'journal'), digest: nodeDigest, log: silentLog};
  const journal = await openLibsqlJournal(place);
  const hub = new FakeHub({clock: systemClock, random: systemRandom, digest: nodeDigest});
  const {journalId, key} = journal;
  const nowhere = {host: '127.0.0.1', port: 9};
  const pairing = hub.admit({journalId, publicKey: key.publicKey});
  await journal.keepPairing({...pairing, lastAddress: nowhere, linkAddress: nowhere});
  await journal.close();

  const stop = new AbortController();
  const ready = Promise.withResolvers<string>();
  const ended = runTerminal({
    config: readConfig(terminalConfigSchema, {
      flags: {
        data_dir: directory,
        listen: '127.0.0.1:0',
        discovery: {enabled: false},
        log: {level: 'silent'},
      },
    }).value,
    signal: stop.signal,
    onReady: ({url}) => ready.resolve(url),
  });
  onTestFinished(async () => {
    stop.abort();
    await ended;
    rmSync(directory, {recursive: true});
  });
  return await Promise.race([ready.promise, ended.then(() => 'the till ended')]);
}

async function shell(script: string): Promise<{readonly code: unknown; readonly answer: unknown}> {
  const child = spawn('sh', ['-c', script], {stdio: ['ignore', 'pipe', 'inherit']});
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise(resolve => child.once('exit', resolve)),
  ]);
  return {code, answer: JSON.parse(output)};
}

test.skipIf(!hasCurl).each(['README.md', 'README.zh-CN.md'])(
  `the example of %s sells once, and again it gives the same receipt${why}`,
  async file => {
    const url = await startTill();
    const example = exampleIn(file).replace('http://127.0.0.1:7480', url);
    expect(example).toContain(url);
    const first = await shell(example);
    expect(first).toMatchObject({code: 0, answer: {repeated: false}});
    const again = await shell(example);
    const {receiptNumber} = z.object({receiptNumber: z.string()}).parse(first.answer);
    expect(receiptNumber).toMatch(/^\w+-[0-9A-Z]{3}-000001$/);
    expect(again).toMatchObject({code: 0, answer: {receiptNumber, repeated: true}});
  },
);
