import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {afterEach, expect, test, vi} from 'vitest';
import {type IndexedDbJournalOptions, openIndexedDbJournal} from './open-journal.ts';
import {FakeBrowser} from './testing/fake-browser.ts';
import {nextEntry} from './testing/test-entry.ts';

const digest = nodeDigest;

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function openIn(browser: FakeBrowser, options: Partial<IndexedDbJournalOptions> = {}) {
  const {name} = browser;
  const verifier = nodeSignatureVerifier;
  return openIndexedDbJournal({digest, verifier, name, browser, ...options});
}

test('in a browser without Ed25519 the journal has a P-256 key, and keeps it', async () => {
  const {generateKey} = crypto.subtle;
  vi.spyOn(crypto.subtle, 'generateKey').mockImplementation((algorithm, ...rest) =>
    algorithm === 'Ed25519'
      ? Promise.reject(new DOMException('Ed25519', 'NotSupportedError'))
      : Reflect.apply(generateKey, crypto.subtle, [algorithm, ...rest]),
  );
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  expect(journal.key.publicKey.algorithm).toBe('p256');
  await journal.append([await nextEntry(journal, {digest})]);
  await journal.close();
  const again = await openIn(browser);
  expect(again.journalId).toBe(journal.journalId);
  await again.append([await nextEntry(again, {digest})]);
});

test('a browser whose person thinks about it opens the journal, evictable until they agree', async () => {
  const browser = new FakeBrowser();
  const {promise, resolve} = Promise.withResolvers<boolean>();
  browser.persist = () => promise;
  const journal = await openIn(browser);
  expect(journal.persistence).toBe('evictable');
  resolve(true);
  await vi.waitFor(() => expect(journal.persistence).toBe('persistent'));
});

test('a browser that refuses, or fails, leaves the journal evictable', async () => {
  for (const persist of [async () => false, () => Promise.reject(new Error('no'))]) {
    const browser = new FakeBrowser();
    browser.persist = persist;
    expect((await openIn(browser)).persistence).toBe('evictable');
  }
});

test('one that keeps what it promised is not asked again', async () => {
  const browser = new FakeBrowser();
  browser.storage.persisted = async () => true;
  browser.persist = vi.fn();
  expect((await openIn(browser)).persistence).toBe('persistent');
  expect(browser.persist).not.toHaveBeenCalled();
});

test('outside a secure context there is no journal, and it says what is missing', async () => {
  const opening = openIndexedDbJournal({digest, verifier: nodeSignatureVerifier});
  await expect(opening).rejects.toThrow('browser/unfit lacks=indexedDB, storage');
});

test('a second one waits a moment for the first to let go', async () => {
  const browser = new FakeBrowser();
  const first = await openIn(browser);
  const second = openIn(browser);
  await expect(openIn(browser, {lockWaitMs: 10})).rejects.toThrow('database/in-use');
  await first.close();
  expect((await second).tail().sequenceNumber).toBe(0);
});

test('many old entries go in portions, and what is sold meanwhile stays', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  for (let sold = 0; sold < 600; sold++) await journal.append([await nextEntry(journal, {digest})]);
  const pruned = journal.prune({sequenceNumber: 599, journaledBeforeMs: 1});
  await journal.append([await nextEntry(journal, {digest})]);
  expect(await pruned).toBe(599);
  expect(journal.firstSequenceNumber()).toBe(600);
  expect(journal.tail().sequenceNumber).toBe(601);
  await journal.close();
  const again = await openIn(browser);
  expect(again.firstSequenceNumber()).toBe(600);
  expect(again.tail()).toEqual(journal.tail());
});
