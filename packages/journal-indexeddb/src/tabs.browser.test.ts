import {randomBytes} from 'node:crypto';
import {fileURLToPath} from 'node:url';
import {nodeDigest} from '@holdfast/platform-node';
import {Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import type {Page} from 'playwright-core';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {RemoteJournal} from './testing/remote-journal.ts';
import {remoteTill} from './testing/remote-till.ts';
import {nextEntry as chainedEntry} from './testing/test-entry.ts';

const PAGE = fileURLToPath(new URL('testing/till-page.ts', import.meta.url));
const {skipped, title} = chromiumTitle('a journal among the tabs and rules of Chromium');

describe.skipIf(skipped)(title, () => {
  const chromium = new Chromium();
  let server: PageServer;
  let count = 0;
  let name: string;

  beforeAll(async () => {
    server = await PageServer.start(PAGE);
    await chromium.start();
  });
  beforeEach(() => {
    name = `journal ${++count}`;
  });
  afterAll(async () => {
    await chromium.remove();
    await server?.stop();
  });

  const openTab = () => chromium.open(server.url);

  async function devTools(command: string, parameters: Record<string, unknown>): Promise<void> {
    const session = await chromium.debug(await openTab());
    await Reflect.apply(session.send, session, [command, parameters]);
  }

  test('a second tab is told that the first has it, and gets it once that one is closed', async () => {
    const [first, second] = [await openTab(), await openTab()];
    const journal = await RemoteJournal.open(first, {name});
    await journal.append([await nextEntry(journal)]);
    const refused = RemoteJournal.open(second, {name, lockWaitMs: 200});
    await expect(refused).rejects.toThrow('database/in-use');
    await journal.append([await nextEntry(journal)]);

    await first.close();
    const heir = await RemoteJournal.open(second, {name});
    expect(heir.tail().sequenceNumber).toBe(2);
    await heir.append([await nextEntry(heir)]);
  });

  test('two tills in one browser keep two journals', async () => {
    const tills = [
      await RemoteJournal.open(await openTab(), {name}),
      await RemoteJournal.open(await openTab(), {name: `${name} b`}),
    ] as const;
    for (const till of tills) await till.append([await nextEntry(till)]);
    expect(tills[0].journalId).not.toBe(tills[1].journalId);
  });

  test('a reload, also in the middle of a sale, loses nothing that was answered', async () => {
    const tab = await openTab();
    let answered = 0;
    for (let round = 0; round < 4; round++) {
      const journal = await RemoteJournal.open(tab, {name});
      expect(journal.tail().sequenceNumber).toBeGreaterThanOrEqual(answered);
      await journal.append([await nextEntry(journal)]);
      answered = journal.tail().sequenceNumber;
      const cutOff = journal.append([await nextEntry(journal)]).catch(() => {});
      await tab.reload();
      await cutOff;
    }
    const journal = await RemoteJournal.open(tab, {name});
    expect(answered).toBeGreaterThanOrEqual(4);
    expect(journal.tail().sequenceNumber).toBeGreaterThanOrEqual(answered);
  });

  test('a tab whose lock was taken away writes nothing more', async () => {
    const [tab, thief] = [await openTab(), await openTab()];
    const journal = await RemoteJournal.open(tab, {name});
    const next = await nextEntry(journal);
    await thief.evaluate(async lock => {
      await new Promise<void>(resolve => {
        void navigator.locks.request(lock, {steal: true}, () => {
          resolve();
          return new Promise(() => {});
        });
      });
    }, name);
    await expect(journal.append([next])).rejects.toThrow('database/in-use');
    await expect(journal.readAfter(EVERYTHING)).rejects.toThrow('database/in-use');
  });

  test('a browser that will not promise to keep it is told of in the till’s status', async () => {
    const tab = await openTab();
    await remoteTill(tab).start(name);
    expect(await tab.evaluate(() => navigator.storage.persisted())).toBe(false);
    expect(await remoteTill(tab).status()).toMatchObject({causes: ['journal/evictable']});
  });

  test('a browser that promises to keep it keeps a persistent journal', async () => {
    const granted = {origin: server.url, permissions: ['durableStorage']};
    await devTools('Browser.grantPermissions', granted);
    const journal = await RemoteJournal.open(await openTab(), {name});
    expect(journal.persistence).toBe('persistent');
    await devTools('Browser.resetPermissions', {});
  });

  test('a journal of a newer version is refused and left as it is', async () => {
    const tab = await openTab();
    await (await RemoteJournal.open(tab, {name})).close();
    await makeDatabase(tab, {name, version: 2, stores: []});
    await expect(RemoteJournal.open(tab, {name})).rejects.toThrow('database/too-new');
    const found = await tab.evaluate(() => indexedDB.databases());
    expect(found).toContainEqual({name, version: 2});
  });

  test('the database of another program is refused', async () => {
    const tab = await openTab();
    await makeDatabase(tab, {name, version: 1, stores: ['recipes']});
    await expect(RemoteJournal.open(tab, {name})).rejects.toThrow('database/foreign');
  });

  test('a disk that is full refuses the newcomer, keeps the old, and takes again', async () => {
    const tight = new Chromium();
    try {
      await tight.start();
      const session = await tight.debug(await tight.open(server.url));
      const quotaOf = (quota: object) =>
        session.send('Storage.overrideQuotaForOrigin', {origin: server.url, ...quota});
      await quotaOf({quotaSize: 1_000_000});
      const journal = await RemoteJournal.open(await tight.open(server.url), {name});
      await journal.append([await nextEntry(journal, 400_000)]);
      await journal.append([await nextEntry(journal, 400_000)]);
      const third = await nextEntry(journal, 400_000);
      await expect(journal.append([third])).rejects.toThrow('database/disk-full');
      expect(journal.tail().sequenceNumber).toBe(2);
      expect(await journal.readAfter(EVERYTHING)).toHaveLength(2);
      await quotaOf({});
      await journal.append([third]);
      expect(journal.tail().sequenceNumber).toBe(3);
    } finally {
      await tight.remove();
    }
  });

  test('a journal that is deleted under its till answers nothing more', async () => {
    const [tab, janitor] = [await openTab(), await openTab()];
    const journal = await RemoteJournal.open(tab, {name});
    await journal.append([await nextEntry(journal)]);
    const next = await nextEntry(journal);
    const session = await chromium.debug(janitor);
    const everything = {origin: server.url, storageTypes: 'indexeddb'};
    await session.send('Storage.clearDataForOrigin', everything);
    await expect(journal.append([next])).rejects.toThrow('database/failed');
    await expect(journal.keepCustody(journal.custody())).rejects.toThrow('database/failed');
  });
});

const EVERYTHING = {sequenceNumber: 0, entriesMax: 100, bytesMax: Number.MAX_SAFE_INTEGER};

/** Of chance, because a browser compresses what it can. */
function nextEntry(journal: Journal, bodyBytes = 20): Promise<JournaledEntry> {
  const body = new Uint8Array(randomBytes(bodyBytes));
  return chainedEntry(journal, {digest: nodeDigest, body});
}

async function makeDatabase(
  tab: Page,
  made: {readonly name: string; readonly version: number; readonly stores: readonly string[]},
): Promise<void> {
  await tab.evaluate(async ({name, version, stores}) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => {
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    database.close();
  }, made);
}
