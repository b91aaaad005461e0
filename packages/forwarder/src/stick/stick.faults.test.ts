import {saleDraft} from '@holdfast/domain/testing';
import {
  createSigningKey,
  hpkeSealer,
  nodeDigest,
  nodeSignatureVerifier,
  unsealingKeyOf,
} from '@holdfast/platform-node';
import {isFault} from '@holdfast/std';
import {
  decodeSignedLines,
  type ExportManifest,
  noCompression,
  type SignedLines,
} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {readAnswer} from './answer-file.ts';
import {ANSWER_FILE, deliverExport, MANIFEST_FILE, writeExport} from './index.ts';
import {MemoryStick, TestHub} from './testing.ts';

const TOOLS = {
  digest: nodeDigest,
  verifier: nodeSignatureVerifier,
  sealer: hpkeSealer,
  compressor: noCompression,
  newKey: createSigningKey,
};
const key = await unsealingKeyOf(new Uint8Array(32).fill(3));
const otherKey = await unsealingKeyOf(new Uint8Array(32).fill(4));
const hub = await TestHub.open(TOOLS, {
  ledgers: [9, 6],
  tills: 2,
  body: JSON.stringify(saleDraft()),
});
const FILES = 5; // of four entries at most, and the manifest

let stick: MemoryStick;
beforeEach(() => {
  stick = new MemoryStick();
  hub.heldPosition = 0;
});

const write = (
  reach: 'all' | 'unheld' = 'all',
  sealFor: typeof key.publicKey | undefined = key.publicKey,
) =>
  writeExport(
    hub.ports(stick),
    {store: {id: '017'}, sealFor, reach, onProgress() {}},
    new AbortController().signal,
  );

/** A head office that takes everything, and counts. */
function deliver(reader = key) {
  const taken: number[] = [];
  const delivered = deliverExport(
    {
      ...{folder: stick, digest: nodeDigest, verifier: nodeSignatureVerifier, key: reader},
      compressors: [TOOLS.compressor],
      headOffice: {
        async deliver(segment) {
          taken.push(segment.length);
          return {outcome: 'accepted'};
        },
        async answer({message}: SignedLines) {
          const {manifest} = await readBack();
          return decodeSignedLines(await hub.answer(message, manifest));
        },
      },
    },
    () => {},
  );
  return delivered.then(result => ({...result, taken}));
}

async function readBack(): Promise<{readonly manifest: ExportManifest}> {
  const bytes = stick.files.get(MANIFEST_FILE) ?? new Uint8Array();
  const {message} = decodeSignedLines(bytes);
  return {manifest: JSON.parse(new TextDecoder().decode(message))};
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('what is written arrives, with the same count, sum and hash on both sides', async () => {
  const written = await write();
  const {sums, manifest, segments, answer} = await deliver();
  expect(segments).toBe(FILES);
  expect(sums).toEqual(written?.sums);
  expect(sums).toMatchObject({entries: 15, amountsMinor: {EUR: 15 * 765}});
  expect(manifest.contentSha256).toBe(written?.contentSha256);
  expect(answer.ledgers.map(({heldPosition}) => heldPosition)).toEqual([9, 6]);
  const file = {bytes: stick.files.get(ANSWER_FILE), gatewayPublicKey: hub.gatewayKey.publicKey};
  expect(await readAnswer(TOOLS, file)).toEqual(answer);
});

test.each(['nothing', 'aside'] as const)(
  'the stick pulled at any write, %s torn: run again, it goes on, and what is whole stays',
  async tear => {
    for (let at = 1; at <= FILES + 1; at++) {
      stick = new MemoryStick();
      stick.pullAt(at, tear);
      expect(await faultOf(write())).toMatchObject({message: 'the stick was pulled'});
      expect(stick.pulled).toBe(true); // it did strike
      stick.pushIn();
      expect(isFault(await faultOf(deliver()), 'stick/none')).toBe(true);
      const before = new Map(stick.files);
      await write();
      for (const [name, bytes] of before) {
        if (name.endsWith('.hfx')) expect(stick.files.get(name)).toBe(bytes);
      }
      expect((await deliver()).sums.entries).toBe(15);
    }
  },
);

test('an export that is written again changes nothing, not even its moment', async () => {
  await write();
  const [before, writes] = [new Map(stick.files), stick.writes];
  await write();
  expect(stick.writes).toBe(writes);
  expect(stick.files).toEqual(before);
});

test('pulled while the answer is written: taken in again, it comes to the same', async () => {
  await write();
  stick.pullAt(1, 'aside');
  expect(await faultOf(deliver())).toMatchObject({message: 'the stick was pulled'});
  stick.pushIn();
  const read = readAnswer(TOOLS, {
    bytes: stick.files.get(ANSWER_FILE),
    gatewayPublicKey: hub.gatewayKey.publicKey,
  });
  expect(isFault(await faultOf(read), 'stick/none')).toBe(true);
  expect((await deliver()).answer.ledgers).toHaveLength(2);
});

const BREAKS: readonly {
  readonly what: string;
  readonly how: () => void;
  readonly reason: string;
}[] = [
  {what: 'a bit is flipped', how: () => change(2, bytes => flip(bytes, -9)), reason: 'digest'},
  {what: 'a head is changed', how: () => change(2, bytes => flip(bytes, 60)), reason: 'signed'},
  {what: 'a file is cut', how: () => change(2, bytes => bytes.slice(0, -1)), reason: 'truncated'},
  {what: 'a file is gone', how: () => void stick.files.delete(nameOf(2)), reason: 'missing'},
  {what: 'two files change places', how: swap, reason: 'other positions'},
];

test.each(BREAKS)(
  'where $what, nothing from there on is delivered, and exporting again heals it',
  async ({how, reason}) => {
    await write();
    how();
    const error = await faultOf(deliver());
    expect(isFault(error, 'stick/damaged') && String(error.fields['reason'])).toContain(reason);
    await write();
    expect((await deliver()).sums.entries).toBe(15);
  },
);

const nameOf = (at: number) =>
  [...stick.files.keys()].filter(name => name.endsWith('.hfx'))[at] ?? '';
const flip = (bytes: Uint8Array<ArrayBuffer>, at: number) =>
  bytes.with(at, (bytes.at(at) ?? 0) ^ 1);
function change(
  at: number,
  how: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): void {
  const bytes = stick.files.get(nameOf(at));
  if (!bytes) throw new Error('there is such a file');
  stick.files.set(nameOf(at), how(bytes));
}
function swap(): void {
  const [a, b] = [stick.files.get(nameOf(0)), stick.files.get(nameOf(1))];
  if (!a || !b) throw new Error('there are two files');
  stick.files.set(nameOf(0), b).set(nameOf(1), a);
}

test('a stick that is sealed for another head office is refused before anything is read', async () => {
  await write();
  const error = await faultOf(deliver(otherKey));
  expect(isFault(error, 'stick/not-for-us')).toBe(true);
});

test('sealed for another key than last time, every file is sealed anew', async () => {
  await write();
  await write('all', otherKey.publicKey);
  expect((await deliver(otherKey)).sums.entries).toBe(15);
});

test('the export of another hub is never written over', async () => {
  await write();
  const stranger = await TestHub.open(TOOLS, {ledgers: [2], tills: 1, body: '{}'});
  const wish = {store: {id: '017'}, sealFor: undefined, reach: 'all', onProgress() {}} as const;
  const writing = writeExport(stranger.ports(stick), wish, new AbortController().signal);
  expect(isFault(await faultOf(writing), 'stick/not-for-us')).toBe(true);
});

test('only what head office has not signed for is carried, and what it has is taken off the stick', async () => {
  await write();
  hub.heldPosition = 7;
  const manifest = await write('unheld');
  expect(manifest?.ledgers.map(({first, last}) => [first, last])).toEqual([[8, 9]]);
  expect((await deliver()).sums.entries).toBe(2);
  expect([...stick.files.keys()].filter(name => name.endsWith('.hfx'))).toHaveLength(1);
});

test('a ledger whose beginning was deleted is carried from there on', async () => {
  hub.prunedPosition = 7;
  const manifest = await write('all');
  hub.prunedPosition = 0;
  expect(manifest?.ledgers.map(({first, last}) => [first, last])).toEqual([[8, 9]]);
  expect((await deliver()).sums.entries).toBe(2);
});

test('stopped in the middle, it is no export; later it goes on', async () => {
  const stop = new AbortController();
  const wish = {store: {id: '017'}, sealFor: undefined, reach: 'all'} as const;
  const stopped = await writeExport(
    hub.ports(stick),
    {...wish, onProgress: () => stop.abort()},
    stop.signal,
  );
  expect(stopped).toBeUndefined();
  expect(stick.files.has(MANIFEST_FILE)).toBe(false);
  expect((await write('all', undefined))?.sums.entries).toBe(15);
});

test('an answer that head office did not sign is not believed', async () => {
  await write();
  await deliver();
  const bytes = stick.files.get(ANSWER_FILE);
  const stranger = await createSigningKey();
  const reading = readAnswer(TOOLS, {bytes, gatewayPublicKey: stranger.publicKey});
  expect(isFault(await faultOf(reading), 'gateway/untrusted')).toBe(true);
});
