import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type LedgerFolder, type OpenLedgersParts, openLedgers} from '@holdfast/ledger';
import {accepted, TestLane} from '@holdfast/ledger/testing';
import {
  createSigningKey,
  loadOrCreateSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  systemClock,
  systemRandom,
} from '@holdfast/platform-node';
import {fromBase64Url, isFault, silentLog, toBase64Url, utf8Encode} from '@holdfast/std';
import {
  drawLedgerId,
  hubIdOf,
  hubIdOfLedger,
  hubJournalKeyMessage,
  journalIdOf,
  ledgerOpenedSchema,
  parseHubBody,
} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LibsqlLedgerFolder} from './libsql-ledger-folder.ts';
import {openLibsqlLedgers} from './open-libsql-ledgers.ts';
import {verifyLibsqlLedgers} from './verify-libsql-ledgers.ts';

let directory: string;
const identity = await createSigningKey();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

const open = (hub = identity, more: Pick<OpenLedgersParts, 'adopted'> = {}) =>
  openLibsqlLedgers({
    ...more,
    directory: join(directory, 'ledgers'),
    keyDirectory: join(directory, 'keys'),
    shell: 'inline',
    identity: hub,
    retailStoreId: '017',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
const lane = (workstationId: string) => new TestLane({digest: nodeDigest, workstationId});
const ALL = {entriesMax: 1000, bodyBytesMax: 1_000_000};

test('a ledger begins with its opening, certified by the hub, and goes on after a restart', async () => {
  const first = await open();
  expect(first.report).toMatchObject({opened: 'first', position: 1, lost: undefined});
  const till = lane('W01');
  expect(await first.current.append(accepted(till.next()))).toMatchObject({position: 2});
  await first.hubJournal.append('alarm', utf8Encode('{}'));
  await first.close();

  const again = await open();
  const {current, report} = again;
  expect(report).toMatchObject({opened: 'existing', position: 3, anchor: 'agrees'});
  expect(current.ledgerId).toBe(first.current.ledgerId);
  expect(await current.append(accepted(till.next()))).toMatchObject({position: 4});
  await again.hubJournal.append('alarm', utf8Encode('{}'));
  expect(current.lane(again.hubJournal.journalId)).toMatchObject({sequenceNumber: 3});

  const {entries} = await current.readAfter(0, ALL);
  const body = entries[0]?.entry.body;
  expect.assert(body);
  const opened = parseHubBody(ledgerOpenedSchema, body);
  expect.assert(opened.ok);
  const {ledgerId, journalPublicKey, identitySignature} = opened.value;
  const bytes = fromBase64Url(journalPublicKey.bytes);
  const signature = fromBase64Url(identitySignature);
  expect.assert(bytes && signature);
  const journalKey = {algorithm: journalPublicKey.algorithm, bytes};
  const certified = await nodeSignatureVerifier.verify({
    publicKey: identity.publicKey,
    message: hubJournalKeyMessage({ledgerId, journalPublicKey: journalKey}),
    signature,
  });
  expect([ledgerId, certified]).toEqual([current.ledgerId, true]);
  expect(journalIdOf(nodeDigest, journalKey)).toBe(again.hubJournal.journalId);
  await again.close();
});

test('the first ledger of a hub that took over names the one before, and none that comes later does', async () => {
  const before = drawLedgerId(
    hubIdOf(nodeDigest, (await createSigningKey()).publicKey),
    systemRandom,
  );
  const adopted = {ledgerId: before, position: 41, head: new Uint8Array(32).fill(4)};
  const first = await open(identity, {adopted});
  expect(first.report).toMatchObject({opened: 'adopted', position: 1, lost: undefined});
  const {entries} = await first.current.readAfter(0, ALL);
  const opened = parseHubBody(ledgerOpenedSchema, entries[0]?.entry.body ?? new Uint8Array());
  const head = toBase64Url(adopted.head);
  expect(opened).toMatchObject({
    value: {reason: 'adopted', predecessor: {ledgerId: before, position: 41, head}},
  });
  await first.close();
  const again = await open(identity, {adopted});
  expect(again.report).toMatchObject({opened: 'existing', ledgerId: first.current.ledgerId});
  await again.close();
});

test('what was recorded is read, found and searched', async () => {
  const ledgers = await open();
  const {current} = ledgers;
  const [one, two] = [lane('W01'), lane('W02')];
  const sales = [...one.take(40), ...two.take(40)];
  await Promise.all(sales.map(entry => current.append(accepted(entry))));
  const {entries} = await current.readAfter(1, ALL);
  expect(entries.map(({entry}) => entry)).toEqual(sales);
  await expect.poll(() => ledgers.stats().indexedPosition).toBe(81);
  const found = await current.find(sales[50]?.header ?? one.next().header);
  expect(found).toMatchObject({ledgerId: current.ledgerId, entry: {line: {position: 52}}});
  expect(await ledgers.index.dayTotals({businessDayDate: '2026-03-14'})).toMatchObject([
    {workstationId: 'W01', transactions: 40, amountMinor: 40 * 765},
    {workstationId: 'W02', transactions: 40, amountMinor: 40 * 765},
  ]);
  await ledgers.close();
});

test('an index that was deleted is made again, and answers as before', async () => {
  const before = await open();
  const till = lane('W01');
  const [first, second] = [till.next(), till.next()];
  await before.current.append(accepted(first));
  await before.current.append(accepted(second));
  await before.close();
  rmSync(join(directory, 'ledgers', 'index.db'));
  const {current, close} = await reopenIndexed();
  expect(await current.append(accepted(first))).toMatchObject({kind: 'recorded', position: 2});
  await close();
});

test('sales are recorded while the index is being opened, and one that comes again waits for it', async () => {
  const before = await open();
  const till = lane('W01');
  const first = till.next();
  await before.current.append(accepted(first));
  await before.close();

  const indexMayOpen = Promise.withResolvers<void>();
  const folder = new LibsqlLedgerFolder({directory: join(directory, 'ledgers'), shell: 'inline'});
  const ledgers = await openLedgers({
    folder: slowToIndex(folder, indexMayOpen.promise),
    keys: {loadOrCreateKey: name => loadOrCreateSigningKey(join(directory, 'keys', `${name}.pem`))},
    digest: nodeDigest,
    identity,
    retailStoreId: '017',
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  const {current} = ledgers;
  const again = current.append(accepted(first));
  expect(await current.append(accepted(till.next()))).toMatchObject({position: 3});
  expect(ledgers.stats().indexedPosition).toBe(0);
  indexMayOpen.resolve();
  expect(await again).toMatchObject({kind: 'recorded', position: 2});
  await expect.poll(() => ledgers.stats().indexedPosition).toBe(3);
  await ledgers.close();
});

/** A folder that opens its index only once it may. */
function slowToIndex(folder: LedgerFolder, indexMayOpen: Promise<void>): LedgerFolder {
  return {
    numbers: () => folder.numbers(),
    open: number => folder.open(number),
    create: number => folder.create(number),
    anchor: number => folder.anchor(number),
    keepEvidence: number => folder.keepEvidence(number),
    remove: number => folder.remove(number),
    close: () => folder.close(),
    async openIndex(options) {
      await indexMayOpen;
      return await folder.openIndex(options);
    },
  };
}

test('one process has a folder; a second is refused and harms nothing', async () => {
  const ledgers = await open();
  const refused = await open().catch(error => error);
  expect(isFault(refused, 'database/in-use')).toBe(true);
  expect(await ledgers.current.append(accepted(lane('W01').next()))).toMatchObject({position: 2});
  await ledgers.close();
});

test('a disk that came from another hub begins a ledger of this one, and lanes go on', async () => {
  const before = await open();
  const till = lane('W01');
  await before.current.append(accepted(till.next()));
  const end = before.current.end();
  await before.close();

  const other = await createSigningKey();
  const ledgers = await open(other);
  const {current, previous, report} = ledgers;
  expect(report).toMatchObject({opened: 'adopted', position: 1, lost: undefined});
  expect(hubIdOfLedger(current.ledgerId)).toBe(hubIdOf(nodeDigest, other.publicKey));
  expect(previous.map(ledger => ledger.end())).toEqual([end]);
  expect(await current.append(accepted(till.next()))).toMatchObject({
    ledgerId: current.ledgerId,
    position: 2,
  });
  expect(readdirSync(join(directory, 'ledgers'))).toContain('ledger-0002.db');
  await ledgers.close();
});

async function reopenIndexed() {
  const ledgers = await open();
  await expect.poll(() => ledgers.stats().indexedPosition).toBe(ledgers.current.end().position);
  return {current: ledgers.current, close: () => ledgers.close()};
}

test('a directory of ledgers is verified whole, signatures of the hub included', async () => {
  const ledgers = await open();
  for (const entry of lane('W01').take(5)) await ledgers.current.append(accepted(entry));
  const inUse = await verify().catch(error => error);
  expect(isFault(inUse, 'database/in-use')).toBe(true);
  const end = ledgers.current.end();
  await ledgers.close();
  expect(await verify()).toMatchObject([
    {
      file: 'ledger-0001.db',
      verdict: {broken: undefined, ...end, signatures: {verified: 1, unknownKey: 5}},
    },
  ]);
});

const verify = () => verifyLibsqlLedgers({directory: join(directory, 'ledgers'), signatures: true});
