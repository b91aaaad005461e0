import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {nodeDigest} from '@holdfast/platform-node';
import {Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {RemoteJournal} from './testing/remote-journal.ts';
import {nextEntry} from './testing/test-entry.ts';

const PAGE = fileURLToPath(new URL('testing/till-page.ts', import.meta.url));
const STRACE = '/usr/bin/strace';
const {skipped, title} = chromiumTitle('the disk under a journal in Chromium', STRACE);

// The syncs of IndexedDB's files, as the kernel sees them. The tracer writes each line before the
// call returns to Chromium, so what was synced before an answer is in its file at the answer.
describe.skipIf(skipped)(title, () => {
  const chromium = new Chromium();
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const trace = join(folder, 'syncs');
  let server: PageServer;
  let stopTracing: () => Promise<void>;

  beforeAll(async () => {
    server = await PageServer.start(PAGE);
    await chromium.start();
    const calls = 'trace=fsync,fdatasync,sync_file_range,msync';
    const tracer = spawn(STRACE, [
      '-f',
      '-y',
      '-qq',
      '-e',
      calls,
      '-o',
      trace,
      '-p',
      `${chromium.pid}`,
    ]);
    const gone = new Promise(resolve => tracer.once('exit', resolve));
    stopTracing = async () => {
      tracer.kill('SIGINT');
      await gone;
    };
    // Any page that keeps something shows that the tracer is at work.
    const witness = await RemoteJournal.open(await chromium.open(server.url), {name: 'witness'});
    await vi.waitFor(async () => {
      await witness.keepCustody(witness.custody());
      expect(syncs().length).toBeGreaterThan(0);
    }, 20_000);
  });
  afterAll(async () => {
    await stopTracing?.();
    await chromium.remove();
    await server?.stop();
    rmSync(folder, {recursive: true});
  });

  /** The files of IndexedDB whose sync has succeeded so far, by their paths below it. */
  function syncs(): string[] {
    const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
    const begun = new Map<string, string>();
    return lines.flatMap(line => {
      const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
      const [, file] = /sync\(\d+<.*\/IndexedDB\/([^>]*)>/.exec(rest) ?? [];
      if (file !== undefined) begun.set(thread, file);
      return rest.endsWith('= 0') ? (take(begun, thread) ?? []) : [];
    });
  }

  test.each([
    ['a sale', 1_800],
    ['a sale so large that Chromium gives it a file of its own', 600_000],
  ])('%s is answered only after it was synced', async (name, bodyBytes) => {
    const journal = await RemoteJournal.open(await chromium.open(server.url), {name});
    const body = new Uint8Array(randomBytes(bodyBytes));
    const entry = await nextEntry(journal, {digest: nodeDigest, body});
    const before = syncs().length;
    await journal.append([entry]);
    const synced = syncs().slice(before);
    expect(synced.length).toBeGreaterThan(0);
    const hasOwnFile = bodyBytes > 64 * 1024;
    expect(synced.some(file => file.includes('.blob/'))).toBe(hasOwnFile);
    await journal.close();
  });

  test('without our asking for it there is no sync: the measure can tell', async () => {
    const page = await chromium.open(server.url);
    const before = syncs().length;
    await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>(resolve => {
        const request = indexedDB.open('witness');
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = database.transaction('singles', 'readwrite');
      transaction.objectStore('singles').put(1, 'something');
      await new Promise(resolve => transaction.addEventListener('complete', resolve));
    });
    expect(syncs().slice(before)).toEqual([]);
  });
});

/** A call that another thread's call interrupts has two lines: its end names no file. */
function take(begun: Map<string, string>, thread: string): string | undefined {
  const file = begun.get(thread);
  begun.delete(thread);
  return file;
}
