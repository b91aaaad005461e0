import {fileURLToPath} from 'node:url';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {Chromium, chromiumTitle, PageServer} from '@holdfast/platform-web/testing';
import type {Journal, JournaledEntry} from '@holdfast/terminal-sdk';
import {entryContradiction, entrySigningMessage, GENESIS_HASH, hubIdOf} from '@holdfast/wire';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {CRASH_MOMENTS} from './testing/crash-moments.ts';
import {RemoteJournal} from './testing/remote-journal.ts';
import {remoteTill, type Sold, type TillCalls} from './testing/remote-till.ts';

const PAGE = fileURLToPath(new URL('testing/till-page.ts', import.meta.url));
const {skipped, title} = chromiumTitle('a till in Chromium whose power fails');
const NAME = 'till';

describe.skipIf(skipped)(title, () => {
  let chromium: Chromium;
  let server: PageServer;

  beforeAll(async () => {
    server = await PageServer.start(PAGE);
  });
  beforeEach(async () => {
    chromium = new Chromium();
    await chromium.start();
  });
  afterEach(() => chromium.remove());
  afterAll(() => server?.stop());

  /** A tab with a till that sells; paired before, as no hub is to be had. */
  async function startTill(): Promise<TillCalls> {
    const till = remoteTill(await chromium.open(server.url));
    await till.start(NAME);
    return till;
  }

  async function withJournal<T>(look: (journal: Journal) => Promise<T>): Promise<T> {
    const page = await chromium.open(server.url);
    const journal = await RemoteJournal.open(page, {name: NAME});
    const found = await look(journal);
    await journal.close();
    await page.close();
    return found;
  }

  async function restart(): Promise<void> {
    await chromium.kill();
    await chromium.start();
  }

  test.each(CRASH_MOMENTS)('%s: rung up again it is one sale, one receipt', async moment => {
    await withJournal(pair);
    const struck: string[] = [];
    const killed = new Promise<void>(resolve => {
      server.onMark(mark => {
        struck.push(mark);
        resolve(chromium.kill());
      });
    });
    const till = await startTill();
    const before = [await till.sell({submissionId: 'a'}), await till.sell({submissionId: 'b'})];
    const lost = till.sell({submissionId: 'c', amountMinor: 499, stopsAt: moment});
    await expect(lost).rejects.toThrow();
    await killed;
    expect(struck).toEqual([moment]);

    await chromium.start();
    const again = await startTill();
    const sold = await again.sell({submissionId: 'c', amountMinor: 499});
    const receipts = before.map(({receiptNumber}) => receiptNumber);
    expect(sold.receiptNumber).toBe(receipts[1]?.replace('000002', '000003'));
    if (moment.startsWith('before')) expect(sold.repeated).toBe(false);
    if (moment.startsWith('after')) expect(sold.repeated).toBe(true);
    expect((await again.sell({submissionId: 'a'})).receiptNumber).toBe(receipts[0]);
    await again.stop();
    expect(await withJournal(submissionsOf)).toEqual(['a', 'b', 'c']);
  });

  test('whatever it answered before a kill is there after it, in an unbroken chain', async () => {
    await withJournal(pair);
    const answered = new Map<string, Sold>();
    for (const salesBeforeTheKill of [1, 7, 30]) {
      const till = await startTill();
      const sales = Array.from({length: salesBeforeTheKill + 20}, async (_, at) => {
        const submissionId = `${salesBeforeTheKill} ${at}`;
        answered.set(submissionId, await till.sell({submissionId}));
      });
      const settled = Promise.allSettled(sales);
      await Promise.all(sales.slice(0, salesBeforeTheKill));
      await restart();
      await settled;
    }
    const journaled = await withJournal(submissionsOf);
    expect(answered.size).toBeGreaterThanOrEqual(38);
    for (const [submissionId, {sequenceNumber}] of answered) {
      expect(journaled[sequenceNumber - 1]).toBe(submissionId);
    }
  });

  test('a thousand sales survive a kill, are found by their ids, and go when they may', async () => {
    await withJournal(pair);
    const till = await startTill();
    const ids = Array.from({length: 1_000}, (_, at) => `sale ${at}`);
    await Promise.all(ids.map(submissionId => till.sell({submissionId})));
    await restart();
    await withJournal(async journal => {
      expect((await submissionsOf(journal)).toSorted()).toEqual(ids.toSorted());
      const found = await journal.findSubmission('sale 500');
      expect(found?.submissionId).toBe('sale 500');
      const all = {sequenceNumber: 1_000, journaledBeforeMs: Number.MAX_SAFE_INTEGER};
      expect(await journal.prune(all)).toBe(999);
      expect(journal.firstSequenceNumber()).toBe(1_000);
    });
    await restart();
    await withJournal(async journal => {
      expect(journal.tail().sequenceNumber).toBe(1_000);
      expect(await journal.findSubmission('sale 500')).toBeUndefined();
    });
  });

  test('it keeps its key, which no script can read, and so its journal', async () => {
    const [before, signature] = await withJournal(async ({journalId, key}) => {
      expect(key.publicKey.algorithm).toBe('ed25519');
      return [journalId, await key.sign(new Uint8Array([1]))] as const;
    });
    await restart();
    await withJournal(async ({journalId, key: {publicKey}}) => {
      expect(journalId).toBe(before);
      const claim = {publicKey, message: new Uint8Array([1]), signature};
      expect(await nodeSignatureVerifier.verify(claim)).toBe(true);
    });
    const page = await chromium.open(server.url);
    const stored = await page.evaluate(async name => {
      const database = await new Promise<IDBDatabase>(resolve => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const {privateKey} = await new Promise<{readonly privateKey: CryptoKey}>(resolve => {
        const request = database.transaction('singles').objectStore('singles').get('key');
        request.onsuccess = () => resolve(request.result);
      });
      const refusal = await crypto.subtle.exportKey('pkcs8', privateKey).then(String, String);
      return {extractable: privateKey.extractable, refusal};
    }, NAME);
    expect(stored.extractable).toBe(false);
    expect(stored.refusal).toContain('InvalidAccessError');
  });
});

/** Pins a hub that nobody will reach: what pairing leaves behind. */
async function pair(journal: Journal): Promise<void> {
  const hubKey = await createSigningKey();
  const gatewayKey = await createSigningKey();
  const nowhere = {host: '127.0.0.1', port: 9};
  await journal.keepPairing({
    retailStoreId: 'S1',
    workstationId: 'W01',
    journalId: journal.journalId,
    hubId: hubIdOf(nodeDigest, hubKey.publicKey),
    hubPublicKey: hubKey.publicKey,
    hubKeyPin: new Uint8Array(32),
    gatewayPublicKey: gatewayKey.publicKey,
    epoch: 0,
    lastAddress: nowhere,
    linkAddress: nowhere,
  });
}

/** Every submission id of the journal, oldest first, after the whole chain was verified here. */
async function submissionsOf(journal: Journal): Promise<(string | undefined)[]> {
  const {publicKey} = journal.key;
  const all: JournaledEntry[] = [];
  for (let more = true; more; ) {
    const place = {sequenceNumber: all.length, entriesMax: 200, bytesMax: 1_000_000};
    const run = await journal.readAfter(place);
    all.push(...run);
    more = run.length > 0;
  }
  let prevHash = GENESIS_HASH;
  for (const {entry} of all) {
    expect(entryContradiction(nodeDigest, entry)).toBeUndefined();
    expect(entry.header.prevHash).toEqual(prevHash);
    const {signature, entryHash} = entry;
    const message = entrySigningMessage(entryHash);
    expect(await nodeSignatureVerifier.verify({publicKey, message, signature})).toBe(true);
    prevHash = entryHash;
  }
  expect(journal.tail()).toEqual({sequenceNumber: all.length, entryHash: prevHash});
  return all.map(({submissionId}) => submissionId);
}
