import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {type Bytes, equalBytes, Fault, isFault, Turns, utf8Encode} from '@holdfast/std';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {GENESIS_HASH} from '../entry/entry-header.ts';
import {entryContradiction} from '../entry/journal-entry.ts';
import {drawLedgerId, hubIdOf} from '../id-bytes.ts';
import type {LedgerEntry} from '../ledger/ledger-entry.ts';
import {ChainWriter, ledgerEntries} from '../testing.ts';
import {noCompression} from './compressor.ts';
import {packSegment, unpackSegment} from './segment.ts';
import {
  decodeSegmentEnvelope,
  encodeSegmentEnvelope,
  segmentSigningMessage,
} from './segment-envelope.ts';
import {SEGMENT_VERSIONS, type SegmentVersion, segmentVersionFor} from './segment-version.ts';

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

async function segmentBytes(version: SegmentVersion, of = lines): Promise<Bytes> {
  const tools = {digest: nodeDigest, compressor: noCompression};
  const stretch = {version, ledgerId, headBefore: GENESIS_HASH, entries: of};
  const envelope = await packSegment(tools, stretch);
  return encodeSegmentEnvelope({
    ...envelope,
    signature: await hub.sign(segmentSigningMessage(envelope)),
  });
}

const unpack = (bytes: Uint8Array) =>
  unpackSegment(unpackers, decodeSegmentEnvelope(nodeDigest, bytes));

async function refused(bytes: Uint8Array): Promise<boolean> {
  try {
    await unpack(bytes);
    return false;
  } catch (error) {
    if (!isFault(error, 'wire/malformed')) throw error;
    return true;
  }
}

describe.each([...SEGMENT_VERSIONS])('version %i', version => {
  test('every entry comes out as it went in, but for signatures that a later one covers', async () => {
    const unpacked = await unpack(await segmentBytes(version));
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
    const bytes = await segmentBytes(version);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(await refused(bytes.slice(0, length))).toBe(true);
    }
  });

  test('a segment with one changed byte is refused, or its signature no longer covers it', async () => {
    const bytes = await segmentBytes(version);
    const original = decodeSegmentEnvelope(nodeDigest, bytes);
    const message = segmentSigningMessage(original);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({min: 1, max: 255}),
        async (at, flip) => {
          const changed = bytes.slice();
          changed[at] = (changed[at] ?? 0) ^ flip;
          try {
            const envelope = decodeSegmentEnvelope(nodeDigest, changed);
            const same = equalBytes(segmentSigningMessage(envelope), message);
            expect(same && equalBytes(envelope.signature, original.signature)).toBe(false);
            await unpackSegment(unpackers, envelope);
          } catch (error) {
            if (!(error instanceof Fault)) throw error;
            expect(error.code).toBe('wire/malformed');
          }
        },
      ),
      {numRuns: 400},
    );
  });

  test('a payload with one changed byte never proves itself', async () => {
    const envelope = decodeSegmentEnvelope(nodeDigest, await segmentBytes(version));
    for (let at = 0; at < envelope.packed.length; at += 13) {
      const packed = envelope.packed.slice();
      packed[at] = (packed[at] ?? 0) ^ 1;
      const changed = unpackSegment(unpackers, {...envelope, packed});
      const isSignature = await changed.then(sameEntries, () => false);
      if (isSignature) expect(await changed).not.toEqual(await unpackSegment(unpackers, envelope));
    }
  });

  test('others get their turn after every few entries', async () => {
    let [pauses, hashed, most] = [0, 0, 0];
    const sleep = async () => {
      pauses += 1;
      most = Math.max(most, hashed);
      hashed = 0;
    };
    const digest = {
      sha256: (bytes: Uint8Array) => {
        hashed += 1;
        return nodeDigest.sha256(bytes);
      },
    };
    const turns = new Turns({sleep}, 8);
    const tools = {digest, compressor: noCompression, compressors: [noCompression], turns};
    const stretch = {version, ledgerId, headBefore: GENESIS_HASH, entries: lines};
    const envelope = await packSegment(tools, stretch);
    expect(await unpackSegment(tools, envelope)).toHaveLength(60);
    expect(pauses).toBeGreaterThanOrEqual(14);
    expect(most).toBeLessThanOrEqual(8 * 3 + 1); // body, header and line of an entry
  });
});

function sameEntries(unpacked: readonly LedgerEntry[]): boolean {
  return unpacked.every(({entry}, at) =>
    equalBytes(entry.headerBytes, entries[at]?.headerBytes ?? GENESIS_HASH),
  );
}

test('a version that nobody here reads is refused by name', async () => {
  const bytes = await segmentBytes(2);
  bytes[3] = 0x33;
  expect(() => decodeSegmentEnvelope(nodeDigest, bytes)).toThrow('unknown version');
});

test('a hub writes the newest version that its sink has said it reads', () => {
  expect(segmentVersionFor(undefined)).toBe(1);
  expect(segmentVersionFor([1])).toBe(1);
  expect(segmentVersionFor([3, 2, 1])).toBe(2);
  expect(segmentVersionFor([7])).toBe(1);
});

test('random bytes are refused and never crash the reader', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 600}), noise => {
      expect(() => decodeSegmentEnvelope(nodeDigest, noise)).toThrow('wire/malformed');
    }),
  );
});
