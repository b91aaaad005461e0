import {cpSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {remoteTill, TILL_PAGE} from '@holdfast/journal-indexeddb/testing';
import {CERTUTIL, Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import {parsePairingLink} from '@holdfast/wire';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {holdfast, holdfastReading} from '../testing/holdfast.ts';
import {LocalStore} from './local-store.ts';

const {skipped, title} = chromiumTitle('a store whose only till is a page in Chromium', CERTUTIL);
const SOON = {timeout: 40_000, interval: 100};
const UNSENT = 20;

describe.skipIf(skipped)(title, () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const chromium = new Chromium();
  let server: PageServer;
  let store: LocalStore;

  beforeAll(async () => {
    server = await PageServer.start(TILL_PAGE);
    const origins = [server.url];
    store = new LocalStore({directory, storeId: '017', loopbackMulticast: false, origins});
    await store.startGateway();
    await store.startHub();
    await store.keepLanPort();
    const authority = join(store.directories.hub, 'keys', 'store-ca.crt');
    await chromium.trust(readFileSync(authority, 'utf8'));
    await chromium.start();
  }, 60_000);
  afterAll(async () => {
    await store?.stop();
    await chromium.remove();
    await server?.stop();
    rmSync(directory, {recursive: true});
  });

  test('the hub is deleted, a blank one adopted offline: same page, no click, all unsent sales are held', async () => {
    const atHub = ['--data', store.directories.hub];
    const {stdout} = await holdfast('recovery', 'print', ...atHub, '--json');
    const words: string = JSON.parse(stdout).words.join(' ');
    expect((await holdfastReading(words, 'recovery', 'confirm', ...atHub)).status).toBe(0);

    const till = remoteTill(await chromium.open(server.url));
    await till.start('till');
    const link = parsePairingLink(await store.pairingLink());
    if (!link.ok) throw new TypeError('the hub gives a link');
    await till.pair({link: link.value, wish: {workstationId: 'W01', name: 'Lane 1'}});
    await till.sell({submissionId: 'first'});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(1)).toEqual({kind: 'held'});
    }, SOON);

    store.internet.cut('fibre');
    store.internet.cut('lte');
    const stick = join(directory, 'store-ca.sealed.json'); // what lay beside the sheet
    cpSync(join(store.directories.hub, 'store-ca.sealed.json'), stick);
    await store.hub.kill();
    rmSync(store.directories.hub, {recursive: true});
    for (let sale = 0; sale < UNSENT; sale++) await till.sell({submissionId: `alone-${sale}`});
    expect(await till.custodyOf(UNSENT + 1)).toEqual({kind: 'journaled'});

    await store.adoptHub({args: ['--words', '-', '--copy', stick], secret: words});
    await vi.waitFor(async () => {
      expect(await till.custodyOf(UNSENT + 1)).toMatchObject({kind: 'recorded'});
    }, SOON);
    store.internet.restore('fibre');
    await vi.waitFor(async () => {
      expect(await till.custodyOf(UNSENT + 1)).toEqual({kind: 'held'});
    }, SOON);
    expect((await store.hubStatus())?.tookOver?.tills).toMatchObject([
      {workstationId: 'W01', state: 'complete', sequence: UNSENT + 1},
    ]);
  });
});
