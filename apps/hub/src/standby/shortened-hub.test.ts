import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {type Ledgers, MirrorShelf} from '@holdfast/ledger';
import {accepted} from '@holdfast/ledger/testing';
import {LibsqlLedgerFolder, openLibsqlLedgers} from '@holdfast/ledger-libsql';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {nodeVerifyTools, verifyLedgerFiles} from '@holdfast/prover';
import {Mirror} from '@holdfast/standby';
import {silentLog, toBase64Url} from '@holdfast/std';
import {publicKeyText, Roster, signChangeOfHub} from '@holdfast/trust';
import {
  drawGatewayIncarnation,
  encodeChangeOfHub,
  encodeSegmentEnvelope,
  noCompression,
  packSegment,
  segmentSigningMessage,
} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {RosterBook} from '../roster-book.ts';
import {takeOver} from '../take-over.ts';
import {AgingHub, gatewayKey, hubIdentity} from '../testing/aging-hub.ts';
import {estateBefore, learnBefore} from './estate-before.ts';

const never = new AbortController().signal;
const EVERYTHING = {entriesMax: 9_999, bodyBytesMax: 99_999_999};
const digest = nodeDigest;
const standbyIdentity = await createSigningKey();
let hub: AgingHub;
beforeEach(() => {
  hub = new AgingHub();
});
afterEach(() => rmSync(hub.directory, {recursive: true}));

const ledgersOfStandby = () => join(hub.directory, 'standby', 'ledgers');

async function openMirror() {
  const {clock, random, verifier} = hub;
  const folder = new LibsqlLedgerFolder({directory: ledgersOfStandby(), shell: 'inline'});
  const shelf = await MirrorShelf.open({folder, digest, log: silentLog});
  const segments = {async keep() {}, async drop() {}};
  const compressors = [noCompression];
  const incarnation = drawGatewayIncarnation(random);
  const mirror = new Mirror({
    ...{shelf, segments, incarnation, clock, digest, verifier, compressors},
  });
  return {mirror, shelf};
}

/** What is left of the hub's ledger, as its forwarder would send it. */
async function segmentOf({current}: Ledgers) {
  const stretch = await current.readAfter(0, EVERYTHING);
  const tools = {digest, compressor: noCompression};
  const envelope = await packSegment(tools, {version: 1, ...stretch});
  const signature = await hubIdentity.sign(segmentSigningMessage(envelope));
  return encodeSegmentEnvelope({...envelope, signature});
}

test('a blank machine mirrors a hub that retention has shortened, and goes on as the store’s hub', async () => {
  const {ledgers, forwarder, roster, rosterBook, stop} = await hub.openOld();
  await hub.until(hub.retention(ledgers, forwarder).sweep(never));
  const {ledgerId} = ledgers.current;
  const {position: deleted} = ledgers.current.prunedTo();
  expect(deleted).toBeGreaterThan(60); // its first entries let the till in
  const before = estateBefore({ledgers, roster, rosterBook});

  const {mirror, shelf} = await openMirror();
  const segment = await segmentOf(ledgers);
  const {publicKey} = hubIdentity;
  expect((await mirror.take(segment, publicKey)).outcome).toBe('gap'); // nobody has said where
  await learnBefore(mirror, {before, gateway: publicKeyText(gatewayKey.publicKey)});
  expect((await mirror.take(segment, publicKey)).outcome).toBe('accepted');
  expect(shelf.end(ledgerId)).toEqual(ledgers.current.end());
  await shelf.close();
  const held = ledgers.current.heldStatement(hub.till.journalId);
  await stop();
  await hub.until(ledgers.close());

  const {clock, random} = hub;
  const promoted = await openLibsqlLedgers({
    ...{directory: ledgersOfStandby(), keyDirectory: join(hub.directory, 'standby', 'keys')},
    ...{shell: 'inline', identity: standbyIdentity, retailStoreId: '017', clock, random},
    ...{adopted: 'unknown', promoted: true, log: silentLog},
  });
  const {current: ledger, previous, hubJournal} = promoted;
  const next = new Roster();
  const file = join(hub.directory, 'standby', 'roster.json');
  const book = new RosterBook({
    ...{file, roster: next, ledger, previous, hubJournal, clock, log: silentLog},
  });
  await book.open();
  expect(next.journals()).toEqual([]); // what let the till in was deleted
  const change = await signChangeOfHub(standbyIdentity, {
    ...{retailStoreId: '017', hubPublicKey: standbyIdentity.publicKey, epoch: 1},
    ...{issuedAtMs: 1, signer: 'successor'},
  });
  await takeOver({
    adoption: {
      ...{v: 1, change: toBase64Url(encodeChangeOfHub(change)), hubsBefore: []},
      ...{changes: before.changes, heldStatements: before.heldStatements},
    },
    ...{ledgers: promoted, rosterBook: book},
    enrolment: {gatewayPublicKey: gatewayKey.publicKey},
    verifier: hub.verifier,
  });
  expect(next.journals()).toMatchObject([{workstationId: 'W01', name: 'Lane 1'}]);
  expect(ledger.heldStatement(hub.till.journalId)).toEqual(held);
  expect(await ledger.append(accepted(hub.till.next()))).toMatchObject({kind: 'recorded'});
  await hub.until(promoted.close());
  // The till of this test signs nothing true; all else must hold, by another reader's rules.
  const tools = {...nodeVerifyTools, verify: async () => true};
  const mirrored = join(ledgersOfStandby(), 'ledger-0001.db');
  const verified = await verifyLedgerFiles([mirrored], {tools});
  expect(verified).toMatchObject([{broken: undefined, prunedPosition: deleted}]);
}, 60_000);
