import {nodeDigest} from '@holdfast/platform-node';
import {type Bytes, silentLog, toBase64Url, utf8Encode} from '@holdfast/std';
import {toySigningKey, toyVerifier} from '@holdfast/std/testing';
import {
  encodeErasureWord,
  entrySigningMessage,
  erasureWordMessage,
  GENESIS_HASH,
  hubIdOf,
  makeEntry,
} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {hearErasure} from './hear-erasure.ts';
import {MemoryJournal} from './testing/memory-journal.ts';

const hubKey = toySigningKey(nodeDigest, 'hub');
const otherKey = toySigningKey(nodeDigest, 'another hub');
const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
const ports = {verifier: toyVerifier(nodeDigest), log: silentLog};

let journal: MemoryJournal;
let commitment: Bytes;

/** One sale to Ada, and a pairing with the hub. */
beforeEach(async () => {
  journal = new MemoryJournal({key: toySigningKey(nodeDigest, 'till'), digest: nodeDigest});
  const {journalId} = journal;
  const place = {retailStoreId: '017', workstationId: 'W01', journalId};
  await journal.keepPairing({
    ...place,
    ...{hubId, hubPublicKey: hubKey.publicKey, hubKeyPin: GENESIS_HASH, epoch: 1},
    gatewayPublicKey: otherKey.publicKey,
    lastAddress: {host: '192.0.2.1', port: 7443},
    linkAddress: {host: '192.0.2.1', port: 7443},
  });
  const body = utf8Encode('{}');
  const entry = makeEntry(nodeDigest, {
    ...{...place, kindCode: 1, sequenceNumber: 1, prevHash: GENESIS_HASH, body},
    personal: utf8Encode('sixteen bytes of {"name":"Ada"}'),
  });
  commitment = entry.header.personalSha256 ?? GENESIS_HASH;
  const signature = await journal.key.sign(entrySigningMessage(entry.entryHash));
  await journal.append([
    {entry: {...entry, body, signature}, submissionId: undefined, journaledMs: 1},
  ]);
});

async function kept(): Promise<boolean> {
  const [found] = await journal.readAfter({sequenceNumber: 0, entriesMax: 1, bytesMax: 0});
  return found?.entry.personal !== undefined;
}

async function word(
  changed: {
    readonly by?: typeof hubKey;
    readonly namedHub?: typeof hubId;
    readonly sequenceNumber?: number;
    readonly personalSha256?: Bytes;
  } = {},
) {
  const {by = hubKey, namedHub = hubId, sequenceNumber = 1, personalSha256 = commitment} = changed;
  const {journalId} = journal;
  const named = {journalId, sequenceNumber, personalSha256: toBase64Url(personalSha256)};
  const bytes = encodeErasureWord({v: 1, hubId: namedHub, entries: [named]});
  const signature = toBase64Url(await by.sign(erasureWordMessage(bytes)));
  return {word: toBase64Url(bytes), signature};
}

test('the hub’s own word takes the data off the till', async () => {
  await hearErasure({...ports, journal}, await word());
  expect(await kept()).toBe(false);
});

/** What somebody may send instead. */
const BREAKS: Readonly<Record<string, () => Promise<{word: string; signature: string}>>> = {
  'a word that another key signed': () => word({by: otherKey}),
  'a word of another hub, signed by it': () =>
    word({by: otherKey, namedHub: hubIdOf(nodeDigest, otherKey.publicKey)}),
  'a word with one byte changed': async () => {
    const {word: text, signature} = await word({sequenceNumber: 2});
    const bent = Buffer.from(text, 'base64url').toString('utf8');
    const changed = bent.replace('"sequenceNumber":2', '"sequenceNumber":1');
    expect(changed).not.toBe(bent); // it struck
    return {word: Buffer.from(changed).toString('base64url'), signature};
  },
  'a word that names another commitment': () => word({personalSha256: GENESIS_HASH}),
  'a word about another entry': () => word({sequenceNumber: 2}),
  'a word that is no JSON': async () => ({...(await word()), word: toBase64Url(utf8Encode('{'))}),
};

test.each(Object.entries(BREAKS))('%s erases nothing', async (_, send) => {
  await hearErasure({...ports, journal}, await send());
  expect(await kept()).toBe(true);
});
