import {readFileSync} from 'node:fs';
import {nodeDigest, nodeSignatureVerifier} from '@holdfast/platform-node';
import {type Bytes, fromHex, toHex} from '@holdfast/std';
import {expect, test} from 'vitest';
import {
  decodeEntryHeader,
  decodeHeldStatement,
  decodeLedgerLine,
  decodeSegmentEnvelope,
  encodeEntryHeader,
  encodeHeldStatement,
  encodeLedgerLine,
  encodeSegmentEnvelope,
  encodeSegmentPayload,
  entryHashOf,
  entrySigningMessage,
  formatTlsKeyUri,
  heldStatementSigningMessage,
  hubIdOf,
  hubIdOfLedger,
  journalIdOf,
  noCompression,
  parseTlsKeyUri,
  segmentSigningMessage,
  tlsKeyStatementSigningMessage,
  unpackSegment,
} from './index.ts';

const fixture = JSON.parse(readFileSync(new URL('../fixtures/v1.json', import.meta.url), 'utf8'));
const fixture2 = JSON.parse(readFileSync(new URL('../fixtures/v2.json', import.meta.url), 'utf8'));
const bytes = (hex: string): Bytes => {
  const decoded = fromHex(hex);
  if (!decoded) throw new Error('a fixture is hex');
  return decoded;
};
const keyOf = (hex: string) => ({algorithm: 'ed25519', bytes: bytes(hex)}) as const;
const {publicKeys} = fixture;

test('ids are still the same hashes of the same keys', () => {
  expect(hubIdOf(nodeDigest, keyOf(publicKeys.hub))).toBe(fixture.hubId);
  expect(hubIdOfLedger(fixture.ledgerId)).toBe(fixture.hubId);
  expect(journalIdOf(nodeDigest, keyOf(publicKeys.tillA))).toBe(fixture.journalIds[0]);
  expect(journalIdOf(nodeDigest, keyOf(publicKeys.tillB))).toBe(fixture.journalIds[1]);
});

test.each<{header: string; entryHash: string; signature: string}>(fixture.entries)(
  'entry header $entryHash reads, writes back byte for byte, and its signature verifies',
  async ({header, entryHash, signature}) => {
    const decoded = decodeEntryHeader(bytes(header));
    expect(toHex(encodeEntryHeader(decoded))).toBe(header);
    expect(toHex(entryHashOf(nodeDigest, bytes(header)))).toBe(entryHash);
    const key = decoded.workstationId === 'W01' ? publicKeys.tillA : publicKeys.tillB;
    const claim = {
      publicKey: keyOf(key),
      message: entrySigningMessage(bytes(entryHash)),
      signature: bytes(signature),
    };
    expect(await nodeSignatureVerifier.verify(claim)).toBe(true);
  },
);

test('ledger lines read and write back byte for byte, and chain to the same head', () => {
  let head = '0'.repeat(64);
  for (const line of fixture.lines) {
    const decoded = decodeLedgerLine(bytes(line));
    expect(toHex(decoded.headBefore)).toBe(head);
    expect(toHex(encodeLedgerLine(decoded.headBefore, decoded))).toBe(line);
    head = toHex(nodeDigest.sha256(bytes(line)));
  }
  expect(head).toBe(fixture.headAfter);
});

test('the held statement reads, writes back byte for byte, and verifies', async () => {
  const statement = decodeHeldStatement(bytes(fixture.heldStatement));
  expect(statement).toMatchObject({workstationId: 'W01', sequenceNumber: 3});
  expect(toHex(encodeHeldStatement(statement))).toBe(fixture.heldStatement);
  const claim = {
    publicKey: keyOf(publicKeys.gateway),
    message: heldStatementSigningMessage(statement),
    signature: statement.signature,
  };
  expect(await nodeSignatureVerifier.verify(claim)).toBe(true);
});

test('the TLS key statement reads, writes back letter for letter, and verifies', async () => {
  const {hubId, keyPin, uri} = fixture.tlsKeyStatement;
  const statement = parseTlsKeyUri(uri);
  if (!statement.ok) throw new Error(statement.issue.reason);
  expect(formatTlsKeyUri(statement.value)).toBe(uri);
  const {hubPublicKey: publicKey, signature} = statement.value;
  expect(hubIdOf(nodeDigest, publicKey)).toBe(hubId);
  const message = tlsKeyStatementSigningMessage(statement.value, bytes(keyPin));
  expect(await nodeSignatureVerifier.verify({publicKey, message, signature})).toBe(true);
});

test('the segment reads, proves itself, and packs again to the same bytes', async () => {
  const envelope = decodeSegmentEnvelope(nodeDigest, bytes(fixture.segment));
  const claim = {
    publicKey: keyOf(publicKeys.hub),
    message: segmentSigningMessage(envelope),
    signature: envelope.signature,
  };
  expect(await nodeSignatureVerifier.verify(claim)).toBe(true);
  expect(toHex(encodeSegmentEnvelope(envelope))).toBe(fixture.segment);
  const entries = await unpackSegment({digest: nodeDigest, compressors: [noCompression]}, envelope);
  expect(entries.map(({entry}) => toHex(entry.headerBytes))).toEqual(
    fixture.entries.map(({header}: {header: string}) => header),
  );
  expect(entries.map(({entry}) => entry.signature !== undefined)).toEqual(
    [false, false, false, true, true], // the newest of each lane
  );
  expect(await encodeSegmentPayload(entries, {version: 1})).toEqual(envelope.packed);
});

test('segments of version 2 read, prove themselves, and pack again to the same bytes', async () => {
  const publicKey = keyOf(fixture2.hubPublicKey);
  const entriesOf = async (hex: string) => {
    const envelope = decodeSegmentEnvelope(nodeDigest, bytes(hex));
    expect(envelope).toMatchObject({version: 2, ledgerId: fixture2.ledgerId});
    const message = segmentSigningMessage(envelope);
    const {signature} = envelope;
    expect(await nodeSignatureVerifier.verify({publicKey, message, signature})).toBe(true);
    const tools = {digest: nodeDigest, compressors: [noCompression]};
    const entries = await unpackSegment(tools, envelope);
    expect(await encodeSegmentPayload(entries, {version: 2})).toEqual(envelope.packed);
    return entries.map(({entry}) => entry);
  };
  const headers = (await entriesOf(fixture2.segment)).map(({headerBytes}) => toHex(headerBytes));
  expect(headers).toEqual(fixture.entries.map(({header}: {header: string}) => header));
  const mixed = (await entriesOf(fixture2.mixedSegment)).map(({body}) => body && toHex(body));
  expect(mixed).toEqual(fixture2.mixedBodies);
});
