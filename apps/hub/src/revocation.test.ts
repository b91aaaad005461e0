import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {saleDraft} from '@holdfast/domain/testing';
import {Ingest} from '@holdfast/ingest';
import {FakeConnection} from '@holdfast/ingest/testing';
import {HubJournal} from '@holdfast/ledger';
import {openMemoryLedger} from '@holdfast/ledger/testing';
import {createSigningKey, nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {fromBase64Url, silentLog, toBase64Url, utf8Decode} from '@holdfast/std';
import {SeededRandom, VirtualClock} from '@holdfast/std/testing';
import {CodeDesk, PairingDesk, Roster} from '@holdfast/trust';
import {
  ENTRY_KINDS,
  encodeLanMessage,
  hubIdOf,
  type JournalEntry,
  journalIdOf,
  parseHubBody,
  rosterChangedSchema,
  sessionProofMessage,
} from '@holdfast/wire';
import {ChainWriter} from '@holdfast/wire/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {RosterBook} from './roster-book.ts';
import {TillsControl} from './tills-control.ts';

const hubKey = await createSigningKey();
const gatewayKey = await createSigningKey();
const tillKey = await createSigningKey();
const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
const journalId = journalIdOf(nodeDigest, tillKey.publicKey);
const place = {retailStoreId: '017', workstationId: 'W01'};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

/** A hub with one till in its roster: the real door over the real journal, on a disk in memory. */
async function hub() {
  const clock = new VirtualClock();
  const tools = {clock, random: new SeededRandom(3), digest: nodeDigest};
  const memory = await openMemoryLedger({digest: nodeDigest, clock});
  const {ledger} = memory;
  const key = await createSigningKey();
  const hubJournal = new HubJournal({...tools, ledger, key, retailStoreId: '017'});
  const roster = new Roster();
  const file = join(directory, 'roster.json');
  const book = {file, ledger, previous: [], hubJournal, clock, log: silentLog};
  const rosterBook = new RosterBook({...book, roster});
  await rosterBook.open();
  await rosterBook.admit({
    workstationId: 'W01',
    journalId,
    publicKey: tillKey.publicKey,
    name: 'Lane 1',
  });
  const desks = {...tools, verifier: nodeSignatureVerifier, hubId, note: async () => {}};
  const ingest = new Ingest({
    ...tools,
    verifier: nodeSignatureVerifier,
    identity: {hubId, hubKey, gatewayPublicKey: gatewayKey.publicKey, retailStoreId: '017'},
    ledger,
    hubJournal,
    roster,
    rosterKeeper: rosterBook,
    desk: new PairingDesk(desks),
    codeDesk: new CodeDesk(desks),
    onGap: () => {},
    log: silentLog,
  });
  const tills = new TillsControl({roster, rosterBook, log: silentLog});
  return {clock, memory, ledger, roster, ingest, tills, rosterBook, book};
}

type Hub = Awaited<ReturnType<typeof hub>>;

/** Real signatures take a real moment. */
async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !done(); turn++) await new Promise(setImmediate);
  if (!done()) throw new Error('it did not come about');
}

async function ring({ingest, clock}: Hub) {
  const socket = new FakeConnection();
  const events = ingest.connect(socket);
  const nonce = fromBase64Url(socket.of('hello')[0]?.nonce ?? '');
  if (!nonce) throw new Error('a hub greets with a nonce');
  const claim = {nonce, hubId, journalId, workstationId: 'W01', origin: ''};
  events.frame(
    encodeLanMessage({
      v: 1,
      type: 'authenticate',
      workstationId: 'W01',
      journalId,
      origin: '',
      lastSequenceNumber: 0,
      lastEntryHash: toBase64Url(new Uint8Array(32)),
      terminalTimeMs: clock.wallMs(),
      app: {name: 'test', version: '1'},
      proof: toBase64Url(await tillKey.sign(sessionProofMessage(nodeDigest, claim))),
    }),
  );
  await until(() => socket.of('welcome').length > 0 || socket.closedWith !== undefined);
  return {socket, events};
}

function frameOf(entry: JournalEntry): string {
  return encodeLanMessage({
    v: 1,
    type: 'recordTransaction',
    sequenceNumber: entry.header.sequenceNumber,
    header: toBase64Url(entry.headerBytes),
    body: utf8Decode(entry.body ?? new Uint8Array()),
    signature: toBase64Url(entry.signature ?? new Uint8Array(64)),
  });
}

/** Where the till's entries and the closing of its journal stand. */
async function standing({ledger}: Hub) {
  const {entries} = await ledger.readAfter(0, {entriesMax: 100, bodyBytesMax: 1 << 20});
  const sales = entries.filter(({entry}) => entry.header.journalId === journalId);
  const closings = entries.flatMap(({entry, line}) => {
    if (entry.header.kindCode !== ENTRY_KINDS.rosterChanged || !entry.body) return [];
    const changed = parseHubBody(rosterChangedSchema, entry.body);
    if (!changed.ok || changed.value.change.kind !== 'journalClosed') return [];
    return [{position: line.position, change: changed.value.change}];
  });
  return {sales, closings};
}

test('a revoked till is out at once, and its journal ends before the entry that says so', async () => {
  const store = await hub();
  const chain = new ChainWriter({digest: nodeDigest, key: tillKey}, place);
  const {socket, events} = await ring(store);
  store.memory.store.hold(); // three sales are taken, and not yet on the disk
  const last: JournalEntry[] = [];
  for (let count = 0; count < 3; count++) last.push(await chain.next(JSON.stringify(saleDraft())));
  for (const entry of last) events.frame(frameOf(entry));
  const revoked = store.tills.revoke(journalId);
  expect(socket.closedWith).toMatchObject({reason: 'revoked'}); // before anything is on the disk
  events.frame(frameOf(await chain.next(JSON.stringify(saleDraft()))));
  store.memory.store.release();
  await revoked;
  const {sales, closings} = await standing(store);
  expect(sales.map(({entry}) => entry.header.sequenceNumber)).toEqual([1, 2, 3]);
  const lastKnown = {
    sequenceNumber: 3,
    entryHash: toBase64Url(last[2]?.entryHash ?? last[0]?.entryHash ?? new Uint8Array()),
  };
  expect(closings).toMatchObject([{change: {journalId, reason: 'revoked', lastKnown}}]);
  for (const {line} of sales) expect(line.position).toBeLessThan(closings[0]?.position ?? 0);
});

test('its key opens no session any more, neither now nor after the hub starts again', async () => {
  const store = await hub();
  await store.tills.revoke(journalId);
  expect((await ring(store)).socket.closedWith?.reason).toBe('revoked');
  const roster = new Roster();
  await new RosterBook({...store.book, roster}).open();
  expect(roster.journal(journalId)?.closed).toBe('revoked');
  const fromJournal = new Roster();
  const file = join(directory, 'another.json');
  await new RosterBook({...store.book, file, roster: fromJournal}).open();
  expect(fromJournal.journal(journalId)?.closed).toBe('revoked');
});

test('a session that proves itself while its journal is being closed does not open', async () => {
  const store = await hub();
  store.memory.store.hold();
  const revoked = store.tills.revoke(journalId);
  const {socket} = await ring(store);
  expect(socket.of('welcome')).toEqual([]);
  expect(socket.closedWith?.reason).toBe('tooBusy'); // and the next try says why
  store.memory.store.release();
  await revoked;
  expect((await ring(store)).socket.closedWith?.reason).toBe('revoked');
});

test('a till that another replaces is out as well, and writes nothing after it', async () => {
  const store = await hub();
  const {socket} = await ring(store);
  const {publicKey} = await createSigningKey();
  const newer = journalIdOf(nodeDigest, publicKey);
  await store.rosterBook.admit({workstationId: 'W01', journalId: newer, publicKey, name: 'Lane 1'});
  expect(socket.closedWith?.reason).toBe('revoked');
  expect(store.roster.isOpen(journalId)).toBe(false);
  expect(store.roster.isOpen(newer)).toBe(true);
});

test('revoking twice writes one entry; a till is found by workstation, or by its journal once closed', async () => {
  const store = await hub();
  expect(store.tills.find('W01')).toEqual({kind: 'found', journalId});
  await store.tills.revoke(journalId);
  await store.tills.revoke(journalId);
  expect((await standing(store)).closings).toHaveLength(1);
  expect(store.tills.find('W01')).toEqual({kind: 'unknown'});
  expect(store.tills.find(journalId.slice(0, 5).toLowerCase())).toEqual({kind: 'found', journalId});
  expect(store.tills.find('')).toEqual({kind: 'unknown'});
});

test('a name is written into the hub’s journal, and read from it at the next start', async () => {
  const store = await hub();
  await store.tills.rename({journalId, name: 'Bakery'});
  const roster = new Roster();
  const file = join(directory, 'another.json');
  await new RosterBook({...store.book, file, roster}).open();
  expect(roster.journal(journalId)?.name).toBe('Bakery');
});
