import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type Bytes, Fault, utf8Encode} from '@holdfast/std';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {GENESIS_HASH} from '../entry/entry-header.ts';
import {entryContradiction} from '../entry/journal-entry.ts';
import {drawLedgerId, hubIdOf} from '../ids.ts';
import {ChainWriter, ledgerEntries} from '../testing.ts';
import {noCompression} from './compressor.ts';
import {packSegment, unpackSegment} from './segment.ts';
import {
  decodeSegmentEnvelope,
  encodeSegmentEnvelope,
  segmentSigningMessage,
} from './segment-envelope.ts';

const hub = await createSigningKey();
const ledgerId = drawLedgerId(hubIdOf(nodeDigest, hub.publicKey), {
  bytes: length => new Uint8Array(length).fill(9),
});
const tills = await Promise.all(
  ['W01', 'W02', 'W03'].map(
    async workstationId =>
      new ChainWriter(
        {digest: nodeDigest, key: await createSigningKey()},
        {retailStoreId: '017', workstationId},
      ),
  ),
);
const unpackers = {digest: nodeDigest, compressors: [noCompression]};

async function sale(at: number): Promise<Awaited<ReturnType<ChainWriter['next']>>> {
  const till = tills[at % tills.length];
  if (!till) throw new Error('there are three tills');
  const personal = at % 5 === 0 ? {personal: utf8Encode(`salt-of-16-bytesguest ${at}`)} : {};
  return till.next(JSON.stringify({kind: 'RetailTransaction', number: at}), personal);
}

const entries: Awaited<ReturnType<typeof sale>>[] = [];
for (let at = 0; at < 60; at++) entries.push(await sale(at));
const lines = ledgerEntries(entries);

async function segmentBytes(): Promise<Bytes> {
  const tools = {digest: nodeDigest, compressor: noCompression};
  const envelope = packSegment(tools, {ledgerId, headBefore: GENESIS_HASH, entries: lines});
  return encodeSegmentEnvelope({
    ...envelope,
    signature: await hub.sign(segmentSigningMessage(envelope)),
  });
}

const unpack = (bytes: Uint8Array) =>
  unpackSegment(unpackers, decodeSegmentEnvelope(nodeDigest, bytes));

test('every entry comes out as it went in, but for signatures that a later one covers', async () => {
  const unpacked = unpack(await segmentBytes());
  expect(unpacked.map(({line}) => line)).toEqual(lines.map(({line}) => line));
  for (const [at, {entry}] of unpacked.entries()) {
    const original = entries[at];
    expect(entry.headerBytes).toEqual(original?.headerBytes);
    expect(entry.body).toEqual(original?.body);
    expect(entry.personal).toEqual(original?.personal);
    expect(entryContradiction(nodeDigest, entry)).toBeUndefined();
    expect(entry.signature).toEqual(at >= 57 ? original?.signature : undefined);
  }
});

test('a segment cut anywhere is refused', async () => {
  const bytes = await segmentBytes();
  for (let length = 0; length < bytes.length; length += 7) {
    expect(() => unpack(bytes.slice(0, length))).toThrow('wire/malformed');
  }
});

test('a segment with one changed byte is refused, or its signature no longer covers it', async () => {
  const bytes = await segmentBytes();
  const original = decodeSegmentEnvelope(nodeDigest, bytes);
  const message = segmentSigningMessage(original);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({min: 1, max: 255}), (at, flip) => {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ flip;
      try {
        const envelope = decodeSegmentEnvelope(nodeDigest, changed);
        const same = Buffer.compare(segmentSigningMessage(envelope), message) === 0;
        expect(same && Buffer.compare(envelope.signature, original.signature) === 0).toBe(false);
        unpackSegment(unpackers, envelope);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        expect(error.code).toBe('wire/malformed');
      }
    }),
    {numRuns: 400},
  );
});

test('a body or a time that differs from what the head covers is refused', async () => {
  const envelope = decodeSegmentEnvelope(nodeDigest, await segmentBytes());
  for (const at of [envelope.packed.length - 3, envelope.packed.length - 2000]) {
    const packed = envelope.packed.slice();
    packed[at] = (packed[at] ?? 0) ^ 1;
    expect(() => unpackSegment(unpackers, {...envelope, packed})).toThrow('wire/malformed');
  }
});

test('random bytes are refused and never crash the reader', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 600}), noise => {
      expect(() => decodeSegmentEnvelope(nodeDigest, noise)).toThrow('wire/malformed');
    }),
  );
});
