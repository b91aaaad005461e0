import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  createSigningKey,
  nodeDigest,
  nodeSignatureVerifier,
  sealingKeyFrom,
  systemRandom,
} from '@holdfast/platform-node';
import {type Bytes, type PublicKey, silentLog, toBase64Url} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import {makeStoreCa} from '@holdfast/store-ca';
import {checkChangeOfHub} from '@holdfast/trust';
import {hubIdOf, type SealedAuthority, type SignedChangeOfHub} from '@holdfast/wire';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {RecoveryDesk} from './recovery-desk.ts';
import {restoreAuthority} from './restore-authority.ts';

const storeCa = await makeStoreCa({retailStoreId: '017', nowMs: 0});
const hubKey = await createSigningKey();
let headOffice: Bytes | undefined;
let roster: SealedAuthority[] = [];
let vouched: {readonly publicKey: PublicKey; readonly voucher: SignedChangeOfHub}[] = [];
let folder: string;
let files: {readonly book: string; readonly sealedAuthority: string};
beforeEach(() => {
  [headOffice, roster, vouched] = [undefined, [], []];
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  files = {book: join(folder, 'recovery.json'), sealedAuthority: join(folder, 'sealed.json')};
});
afterEach(() => rmSync(folder, {recursive: true}));

function open(): RecoveryDesk {
  const tools = {digest: nodeDigest, random: systemRandom, clock: new VirtualClock()};
  return new RecoveryDesk({
    ...{files, storeCa, sealed: roster.at(-1), ...tools, log: silentLog},
    hub: () => ({retailStoreId: '017', hubPublicKey: hubKey.publicKey, epoch: 2}),
    headOffice: () => headOffice,
    roster: {
      async nameRecoveryKey(named) {
        vouched.push(named);
      },
      async keepAuthority(copy) {
        roster.push(copy);
      },
    },
  });
}
const codes = (desk: RecoveryDesk) => desk.issues().map(({code}) => code);

/** What a new hub has after it was given these words. */
async function restored(words: readonly string[]): Promise<string> {
  const directory = mkdtempSync(join(folder, 'hub-'));
  const copyFile = files.sealedAuthority;
  await restoreAuthority({directory, copyFile, words: words.join(' ')});
  return readFileSync(join(directory, 'keys', 'store-ca.key'), 'utf8');
}

test('a hub says that it has no sheet, then that it is unproven, and nothing once it is proven', async () => {
  const desk = open();
  expect(codes(desk)).toEqual(['recovery/no-sheet']);
  const {words} = await desk.print();
  expect(codes(open())).toEqual(['recovery/unproven']);
  await desk.confirm(words.join(' '));
  expect([codes(desk), codes(open())]).toEqual([[], []]);
});

test('the words open the store’s authority for another hub', async () => {
  const {words} = await open().print();
  expect(await restored(words)).toBe(storeCa.keyPem);
});

test('a new sheet replaces the old one when it is proven, and not before', async () => {
  const desk = open();
  const first = await desk.print();
  await desk.confirm(first.words.join(' '));
  const second = await desk.print();
  expect(codes(desk)).toEqual(['recovery/unproven']);
  for (const {words} of [first, second]) expect(await restored(words)).toBe(storeCa.keyPem);
  await desk.confirm(second.words.join(' '));
  expect(await restored(second.words)).toBe(storeCa.keyPem);
  await expect(restored(first.words)).rejects.toMatchObject({code: 'recovery/not-opened'});
});

test('wrong words prove nothing, and say where they are wrong', async () => {
  const desk = open();
  await expect(desk.confirm('any')).rejects.toMatchObject({code: 'recovery/no-sheet'});
  const void1 = await desk.print();
  const {words} = await desk.print();
  const wrong = {code: 'recovery/words-wrong'};
  await expect(desk.confirm('any')).rejects.toMatchObject(wrong);
  await expect(desk.confirm(void1.words.join(' '))).rejects.toMatchObject({
    ...wrong,
    fields: {reason: 'are the words of another sheet'},
  });
  const one = words.with(4, words[4] === 'zoo' ? 'zone' : 'zoo');
  await expect(desk.confirm(one.join(' '))).rejects.toMatchObject({
    ...wrong,
    fields: {place: 'word 5', reason: 'does not fit the others'},
  });
  expect(codes(desk)).toEqual(['recovery/unproven']);
});

test('neither the words nor the authority’s key lie in what is written', async () => {
  const {words} = await open().print();
  const written = readFileSync(files.book, 'utf8') + readFileSync(files.sealedAuthority, 'utf8');
  expect(written).not.toContain('PRIVATE KEY');
  const values = written.replaceAll(/"\w+":/g, ''); // “public” is a word of sheets, and a name here
  expect(words.filter(word => word.length > 4 && values.includes(word))).toEqual([]);
});

test('a changed copy and an authority that is there already are refused', async () => {
  const {words} = await open().print();
  const directory = join(folder, 'hub');
  mkdirSync(join(directory, 'keys'), {recursive: true});
  writeFileSync(join(directory, 'keys', 'store-ca.key'), 'another');
  const copyFile = files.sealedAuthority;
  const asked = {directory, copyFile, words: words.join(' ')};
  await expect(restoreAuthority(asked)).rejects.toMatchObject({code: 'config/invalid'});
  const copy = JSON.parse(readFileSync(copyFile, 'utf8'));
  const [box] = copy.boxes;
  const last = box.ciphertext.endsWith('A') ? 'Q' : 'A';
  box.ciphertext = box.ciphertext.slice(0, -2) + last + box.ciphertext.slice(-1);
  writeFileSync(copyFile, JSON.stringify(copy));
  await expect(restored(words)).rejects.toMatchObject({code: 'recovery/not-opened'});
  writeFileSync(copyFile, '{}');
  await expect(restored(words)).rejects.toMatchObject({code: 'wire/malformed'});
});

test('a proven sheet vouches for this hub, under a key that only its words give', async () => {
  const desk = open();
  const {words} = await desk.print();
  expect(vouched).toEqual([]);
  await desk.confirm(words.join(' '));
  const [named] = vouched;
  if (!named) throw new TypeError('the sheet vouched for nobody');
  const claim = {change: named.voucher, retailStoreId: '017', recovery: named.publicKey};
  const tools = {digest: nodeDigest, verifier: nodeSignatureVerifier};
  const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
  const pair = {epoch: 2, hubId};
  expect(await checkChangeOfHub(tools, claim)).toEqual({kind: 'valid', pair});
});

test('the authority is sealed for head office as well, once, as soon as that has said what for', async () => {
  const desk = open();
  await desk.tend();
  expect(roster).toEqual([]);
  const key = await sealingKeyFrom(new Uint8Array(32).fill(7));
  headOffice = key.publicKey;
  await desk.tend();
  await open().tend();
  expect(roster.map(({boxes}) => boxes.map(({to, recipient}) => ({to, recipient})))).toEqual([
    [{to: 'gateway', recipient: toBase64Url(key.publicKey)}],
  ]);
});
