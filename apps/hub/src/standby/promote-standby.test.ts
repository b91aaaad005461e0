import {existsSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  sealingKeyFrom,
} from '@holdfast/platform-node';
import {isFault, silentLog, toBase64Url} from '@holdfast/std';
import {makeStoreCa} from '@holdfast/store-ca';
import {checkChangeOfHub, parseChangeOfHub, publicKeyText} from '@holdfast/trust';
import {drawGatewayIncarnation, hubIdOf} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readAdoption} from '../adoption.ts';
import {readEnrolment} from '../enrolment-file.ts';
import {HubFiles} from '../hub-files.ts';
import {TOOLS} from '../hub-tools.ts';
import {sealAuthority} from '../sealed-authority.ts';
import {hubConfigFlags} from './hub-config-flags.ts';
import {promoteStandby, wasPromoted} from './promote-standby.ts';
import {type StandbyBook, writeStandbyBook} from './standby-book.ts';

const identity = await createSigningKey();
const hubKey = await createSigningKey();
const gateway = await createSigningKey();
const sealingKey = await sealingKeyFrom(new Uint8Array(32).fill(1));
const storeCa = await makeStoreCa({retailStoreId: '017', nowMs: 1_800_000_000_000});
let directory: string;
let files: HubFiles;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  files = new HubFiles(directory);
});
afterEach(() => rmSync(directory, {recursive: true}));

async function bookFor(reader: Uint8Array, more: object = {}): Promise<StandbyBook> {
  const recipient = toBase64Url(reader);
  const incarnation = drawGatewayIncarnation(TOOLS.random);
  const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
  const estate = {
    v: 1,
    hubId,
    epoch: 3,
    store: {id: '017', name: 'Corner shop', label: 'corner'},
    enrolment: {
      v: 1,
      doors: ['https://gw.example:8443'],
      gatewayPublicKey: publicKeyText(gateway.publicKey),
      gatewayIncarnation: incarnation,
      retailStoreId: '017',
    },
    authority: await sealAuthority(storeCa, [{to: 'standby', recipient}]),
    journalKeys: [],
    ...more,
  };
  return {
    ...{v: 1, hubId, host: '10.0.0.1', port: 7443, name: 'back office', incarnation},
    keyPin: toBase64Url(new Uint8Array(32)),
    hubPublicKey: publicKeyText(hubKey.publicKey),
    estate: JSON.stringify(estate),
  };
}

const promote = (book: StandbyBook) =>
  promoteStandby({files, book, identity, sealingKey, log: silentLog});

test('a promoted standby has the store’s authority, its head office, and a word for the next epoch', async () => {
  const book = await bookFor(sealingKey.publicKey);
  writeStandbyBook(files.standby.book, book);
  expect(wasPromoted(files)).toBe(false);
  expect(await promote(book)).toEqual({epoch: 4, hubBefore: book.hubId});
  expect(wasPromoted(files)).toBe(true);
  expect(readFileSync(files.storeCa.key, 'utf8')).toBe(storeCa.keyPem);
  expect(statSync(files.storeCa.key).mode & 0o777).toBe(0o600);
  expect(readEnrolment(files.enrolment)).toMatchObject({retailStoreId: '017'});
  expect(hubConfigFlags(directory)).toMatchObject({store: {id: '017', label: 'corner'}});
  const change = parseChangeOfHub(readAdoption(files.adoption)?.change ?? '');
  if (!change) throw new Error('an adoption names its change');
  const tools = {digest: nodeDigest, verifier: nodeSignatureVerifier};
  const successor = identity.publicKey;
  const verdict = await checkChangeOfHub(tools, {change, retailStoreId: '017', successor});
  const hubId = hubIdOf(nodeDigest, successor);
  expect(verdict).toEqual({kind: 'valid', pair: {epoch: 4, hubId}});
});

test('what the hub had deleted before is taken over from its word: the roster, and what is held', async () => {
  const journal = {journalId: 'A'.repeat(16), publicKey: publicKeyText(gateway.publicKey)};
  const change = {kind: 'journalAdmitted', workstationId: 'W01', name: 'Lane 1', ...journal};
  const before = {
    bases: [
      {
        ledgerId: `${'1'.repeat(32)}.${'2'.repeat(16)}`,
        position: 7,
        head: toBase64Url(new Uint8Array(32)),
      },
    ],
    heldStatements: [toBase64Url(new Uint8Array(150))],
    changes: [{v: 1, epoch: 2, changedAtMs: 1, change}],
  };
  await promote(await bookFor(sealingKey.publicKey, {before}));
  const {changes, heldStatements} = before;
  expect(readAdoption(files.adoption)).toMatchObject({changes, heldStatements});
});

test('stopped half way, it is no hub yet, and done again it does what is left', async () => {
  const book = await bookFor(sealingKey.publicKey);
  writeStandbyBook(files.standby.book, book);
  await promote(book);
  rmSync(files.enrolment); // as if the power had gone just before it was written
  expect(wasPromoted(files)).toBe(false);
  expect(hubConfigFlags(directory)).toBeUndefined();
  expect(await promote(book)).toMatchObject({epoch: 4});
  expect(wasPromoted(files)).toBe(true);
});

test('an authority that was sealed for another machine makes nobody a hub', async () => {
  const other = await sealingKeyFrom(new Uint8Array(32).fill(2));
  const book = await bookFor(other.publicKey);
  writeStandbyBook(files.standby.book, book);
  const refused = await promote(book).catch((error: unknown) => error);
  expect(isFault(refused, 'recovery/not-opened')).toBe(true);
  expect(existsSync(files.storeCa.key)).toBe(false);
  expect(wasPromoted(files)).toBe(false);
});
