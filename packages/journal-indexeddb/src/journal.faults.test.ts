import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {createWebKeyPair} from '@holdfast/platform-web';
import {type FaultCode, utf8Encode} from '@holdfast/std';
import {encodePairing, type Journal, type Pairing} from '@holdfast/terminal-sdk';
import {hubIdOf, journalIdOf} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {answer} from './database.ts';
import type {EntryRecord} from './entry-record.ts';
import {BLANK_HEAD} from './head-record.ts';
import {openIndexedDbJournal} from './open-journal.ts';
import {FakeBrowser} from './testing/fake-browser.ts';
import {nextEntry} from './testing/test-entry.ts';

const digest = nodeDigest;
const stranger = await createSigningKey();
const strangerId = journalIdOf(digest, stranger.publicKey);
const EVERYTHING = {sequenceNumber: 0, entriesMax: 100, bytesMax: Number.MAX_SAFE_INTEGER};

/** What lies in the database, by store and key. */
interface Contents {
  readonly entries: Map<IDBValidKey, EntryRecord>;
  readonly singles: Map<IDBValidKey, unknown>;
}

/** Breaks of what lies on the disk, found when it is opened. */
const BREAKS_AT_REST: Readonly<Record<string, (contents: Contents, pairing: Pairing) => unknown>> =
  {
    'a byte of the last body is flipped': ({entries}) => flip(entries.get(3)?.body),
    'a byte of the last header is flipped': ({entries}) => flip(entries.get(3)?.headerBytes),
    'a byte of the last signature is flipped': ({entries}) => flip(entries.get(3)?.signature),
    'the last entry is gone': ({entries}) => entries.delete(3),
    'an entry in the middle is gone': ({entries}) => entries.delete(2),
    'the first entry is gone': ({entries}) => entries.delete(1),
    'all entries are gone': ({entries}) => entries.clear(),
    'two entries changed places': ({entries}) => swap(entries, 1, 2),
    'an entry lost its signature': ({entries}) => unsign(entries.get(3)),
    'the head record is gone': ({singles}) => singles.delete('head'),
    'the head record is of another end': ({singles}) => singles.set('head', BLANK_HEAD),
    'the head record is of a later version': ({singles}) =>
      singles.set('head', {...BLANK_HEAD, v: 2}),
    'the key is gone': ({singles}) => singles.delete('key'),
    'the key is null, as a browser gives back one it cannot read': ({singles}) =>
      singles.set('key', {...Object(singles.get('key')), privateKey: null}),
    'the key is half another': async ({singles}) => {
      const {privateKey} = await createWebKeyPair();
      singles.set('key', {...Object(singles.get('key')), privateKey});
    },
    'the key is another': async ({singles}) =>
      singles.set('key', {v: 1, ...(await createWebKeyPair())}),
    'everything beside the entries is gone': ({singles}) => singles.clear(),
    'the pairing is not a record': ({singles}) => singles.set('pairing', utf8Encode('{}')),
    'the pairing is not bytes': ({singles}) => singles.set('pairing', 'W01'),
    'the pairing is of another journal': ({singles}, pairing) =>
      singles.set('pairing', encodePairing({...pairing, journalId: strangerId})),
    'the custody is not a record': ({singles}) => singles.set('custody', utf8Encode('[]')),
  };

/** Breaks while it is open; whether it goes on afterwards. */
const BREAKS = {
  'the disk is full when the entry is added': {
    code: 'database/disk-full',
    goesOn: true,
    strike: transaction => {
      transaction.objectStore('entries').add = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  },
  'the disk is full when it commits': {
    code: 'database/disk-full',
    goesOn: true,
    strike: transaction => abortAtCommit(transaction, 'QuotaExceededError'),
  },
  'the disk fails when it commits': {
    code: 'database/failed',
    goesOn: false,
    strike: transaction => abortAtCommit(transaction, 'UnknownError'),
  },
  'the browser aborts it': {
    code: 'database/failed',
    goesOn: false,
    strike: transaction => {
      transaction.commit = () => transaction.abort();
    },
  },
  'the browser does not sync what it is told to sync': {
    code: 'browser/unfit',
    goesOn: false,
    strike: transaction => {
      Object.defineProperty(transaction, 'durability', {value: undefined});
    },
  },
} as const satisfies Record<
  string,
  {
    readonly code: FaultCode;
    readonly goesOn: boolean;
    readonly strike: (transaction: IDBTransaction) => void;
  }
>;

test.each(Object.entries(BREAKS_AT_REST))('%s: refused, and left as it is', async (_, tamper) => {
  const browser = new FakeBrowser();
  const pairing = await makeJournal(browser);
  const contents = await readAll(browser);
  await tamper(contents, pairing);
  await writeAll(browser, contents);

  const openAgain = () => openIn(browser);
  await expect(openAgain()).rejects.toThrow('database/corrupt');
  expect(await readAll(browser)).toEqual(contents);
  await expect(openAgain()).rejects.toThrow('database/corrupt'); // and the lock was given back
});

test.each(Object.entries(BREAKS))('%s: no entry, no answer', async (_, {code, goesOn, strike}) => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  await sell(journal);
  const before = await readAll(browser);
  let struck = 0;
  browser.onWrite = transaction => {
    struck += 1;
    strike(transaction);
  };
  await expect(sell(journal)).rejects.toThrow(code);
  expect(struck).toBe(1);
  expect(journal.tail().sequenceNumber).toBe(1);
  expect(await readAll(browser)).toEqual(before);

  browser.onWrite = () => {};
  const next = sell(journal);
  await (goesOn ? next : expect(next).rejects.toThrow(code));
  await journal.close();
  const again = await openIn(browser);
  expect(again.tail().sequenceNumber).toBe(goesOn ? 2 : 1);
  await sell(again);
});

test('a journal whose making was cut off is made at the next try', async () => {
  const browser = new FakeBrowser();
  browser.onWrite = transaction => abortAtCommit(transaction, 'UnknownError');
  await expect(openIn(browser)).rejects.toThrow('database/failed');
  expect(await readAll(browser)).toEqual({entries: new Map(), singles: new Map()});
  browser.onWrite = () => {};
  await sell(await openIn(browser));
});

test('a writer that another one overtook adds nothing, and stops', async () => {
  const browser = new FakeBrowser();
  const [journal, other] = [await openIn(browser), await openIn(elsewhere(browser))];
  await sell(other);
  await expect(sell(journal)).rejects.toThrow('database/in-use by=whoever moved its end');
  await expect(journal.readAfter(EVERYTHING)).rejects.toThrow('database/in-use');
  await sell(other);
  expect(await other.readAfter(EVERYTHING)).toHaveLength(2);
});

test('a connection that the browser ended is answered with a fault, not with silence', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  browser.forceClose();
  await expect(journal.readAfter(EVERYTHING)).rejects.toThrow('database/failed');
  await expect(sell(journal)).rejects.toThrow('database/failed');
});

test('a submission id cannot be journaled twice, whoever forgot to ask', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  await sell(journal, 'cart 1');
  await expect(sell(journal, 'cart 1')).rejects.toThrow('ConstraintError');
  expect((await readAll(browser)).entries.size).toBe(1);
});

test('a run that does not follow the tail is our mistake and is not written', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  const entry = await nextEntry(journal, {digest});
  await journal.append([entry]);
  await expect(journal.append([entry])).rejects.toThrow('a run follows the tail');
  expect((await readAll(browser)).entries.size).toBe(1);
});

test('what it reads later is checked too: a body that rotted meanwhile is not handed out', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  await sell(journal, 'cart 1');
  const contents = await readAll(browser);
  flip(contents.entries.get(1)?.body);
  await writeAll(browser, contents);
  await expect(journal.findSubmission('cart 1')).rejects.toThrow('database/corrupt');
});

test('a journal that was closed answers nothing', async () => {
  const browser = new FakeBrowser();
  const journal = await openIn(browser);
  await journal.close();
  await expect(journal.findSubmission('cart 1')).rejects.toThrow('terminal/stopped');
});

function openIn(browser: FakeBrowser): Promise<Journal> {
  const {name} = browser;
  return openIndexedDbJournal({digest, verifier: nodeSignatureVerifier, name, browser});
}

/** The same storage, as a browser without locks that work would share it. */
function elsewhere(browser: FakeBrowser): FakeBrowser {
  const locks = {
    query: () => browser.locks.query(),
    request: (name: string, ...rest: never[]) =>
      Reflect.apply(browser.locks.request, browser.locks, [`${name} elsewhere`, ...rest]),
  };
  return Object.assign(Object.create(browser), {locks});
}

async function sell(journal: Journal, submissionId?: string): Promise<void> {
  const named = submissionId === undefined ? {} : {submissionId};
  await journal.append([await nextEntry(journal, {digest, ...named})]);
}

/** Three sales, a pairing and a custody; closed. */
async function makeJournal(browser: FakeBrowser): Promise<Pairing> {
  const journal = await openIn(browser);
  for (const submissionId of ['a', 'b', 'c']) await sell(journal, submissionId);
  const pairing: Pairing = {
    retailStoreId: 'S1',
    workstationId: 'W01',
    journalId: journal.journalId,
    hubId: hubIdOf(digest, stranger.publicKey),
    hubPublicKey: stranger.publicKey,
    hubKeyPin: new Uint8Array(32),
    gatewayPublicKey: stranger.publicKey,
    epoch: 1,
    lastAddress: {host: '192.0.2.1', port: 7443},
    linkAddress: {host: '192.0.2.1', port: 7443},
  };
  await journal.keepPairing(pairing);
  await journal.keepCustody(journal.custody());
  await journal.close();
  return pairing;
}

const STORES = ['entries', 'singles'] as const;

async function readAll(browser: FakeBrowser): Promise<Contents> {
  const database = await openRaw(browser);
  const contents: Contents = {entries: new Map(), singles: new Map()};
  for (const name of STORES) {
    const store = database.transaction(name).objectStore(name);
    const [keys, values] = [await answer(store.getAllKeys()), await answer(store.getAll())];
    for (const [at, key] of keys.entries()) contents[name].set(key, values[at]);
  }
  database.close();
  return contents;
}

async function writeAll(browser: FakeBrowser, contents: Contents): Promise<void> {
  const database = await openRaw(browser);
  const transaction = database.transaction([...STORES], 'readwrite');
  for (const name of STORES) {
    const store = transaction.objectStore(name);
    store.clear();
    for (const [key, value] of contents[name]) {
      if (store.keyPath === null) store.put(value, key);
      else store.put(value);
    }
  }
  await new Promise(resolve => transaction.addEventListener('complete', resolve));
  database.close();
}

function openRaw({indexedDB, name}: FakeBrowser): Promise<IDBDatabase> {
  return answer(indexedDB.open(name));
}

function abortAtCommit(transaction: IDBTransaction, name: string): void {
  transaction.commit = () => {
    Object.defineProperty(transaction, 'error', {get: () => new DOMException('', name)});
    transaction.abort();
  };
}

function flip(bytes: Uint8Array | undefined): void {
  if (!bytes) throw new Error('there are bytes to flip');
  bytes.set([(bytes.at(-1) ?? 0) ^ 1], bytes.length - 1);
}

function swap(entries: Contents['entries'], left: number, right: number): void {
  const [one, other] = [entries.get(left), entries.get(right)];
  if (!one || !other) throw new Error('there are entries to swap');
  entries.set(left, {...other, sequenceNumber: left});
  entries.set(right, {...one, sequenceNumber: right});
}

function unsign(record: EntryRecord | undefined): void {
  if (!record) throw new Error('there is a record to damage');
  Object.assign(record, {signature: undefined});
}
