import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {zstdCompressor} from '@holdfast/compressor-zstd';
import {saleDraft} from '@holdfast/domain/testing';
import {createSigningKey, nodeDigest} from '@holdfast/platform-node';
import {isFault, type SigningKey, toBase64Url, toHex} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {
  drawLedgerId,
  encodeSegmentEnvelope,
  GENESIS_HASH,
  headAfter,
  hubIdOf,
  type LedgerEntry,
  packSegment,
  segmentSigningMessage,
} from '@holdfast/wire';
import {ChainWriter, ledgerEntries} from '@holdfast/wire/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type ExportIndex, exportIndexSchema} from './export-index.ts';
import {readExport} from './read-export.ts';
import {writeExport} from './write-export.ts';

/** A hub with two ledgers, whose segments hold at most four entries. */
const SEGMENT_ENTRIES = 4;
const hubKey = await createSigningKey();
const stranger = await createSigningKey();
const hubId = hubIdOf(nodeDigest, hubKey.publicKey);
const random = new SeededRandom(1);
const aside = {kind: 'quarantined', reason: 'totalsDoNotTie', detail: 'total'} as const;
const ledgers = await Promise.all(
  [9, 5].map(async count => {
    const tools = {digest: nodeDigest, key: await createSigningKey()};
    const till = new ChainWriter(tools, {retailStoreId: '017', workstationId: 'W01'});
    const entries = [];
    for (let at = 0; at < count; at++) entries.push(await till.next(JSON.stringify(saleDraft())));
    const lines = ledgerEntries(entries, {dispositions: new Map([[3, aside]])});
    return {ledgerId: drawLedgerId(hubId, random), lines};
  }),
);
const headOf = (lines: readonly LedgerEntry[]) =>
  lines.reduce((head, {line}) => headAfter(nodeDigest, head, line), GENESIS_HASH);

async function segment(
  {
    ledgerId,
    after,
    upTo,
  }: {readonly ledgerId: string; readonly after: number; readonly upTo: number},
  key: SigningKey = hubKey,
) {
  const ledger = ledgers.find(each => each.ledgerId === ledgerId);
  if (!ledger) throw new Error('there are two ledgers');
  const entries = ledger.lines.slice(after, Math.min(upTo, after + SEGMENT_ENTRIES));
  const headBefore = headOf(ledger.lines.slice(0, after));
  const tools = {digest: nodeDigest, compressor: zstdCompressor()};
  const stretch = {version: 2, ledgerId: ledger.ledgerId, headBefore, entries} as const;
  const envelope = await packSegment(tools, stretch);
  const signature = await key.sign(segmentSigningMessage(envelope));
  return encodeSegmentEnvelope({...envelope, signature});
}

const client = {
  async identity() {
    const {algorithm, bytes} = hubKey.publicKey;
    const publicKey = {algorithm, bytes: toBase64Url(bytes)};
    return {hubId, publicKey, store: {id: '017', name: 'Test store'}};
  },
  async ledgers() {
    return ledgers.map(({ledgerId, lines}, at) => ({
      ledgerId,
      prunedPosition: 0,
      position: lines.length,
      head: toHex(headOf(lines)),
      heldPosition: 0,
      current: at === 1,
    }));
  },
  segment,
};

let directory: string;
let index: ExportIndex;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  const written = await writeExport({
    client,
    directory,
    signal: new AbortController().signal,
    onProgress() {},
  });
  if (!written) throw new Error('it was not stopped');
  index = written;
});
afterEach(() => rmSync(directory, {recursive: true}));

const file = (at: number) => join(directory, index.segments[at]?.file ?? '');
const indexFile = () => join(directory, 'index.json');

/** Writes the index again with something in it changed, as a forger would. */
function forge(change: (index: ExportIndex) => unknown): void {
  const forged = exportIndexSchema.parse(change(exportIndexSchema.parse(readIndex())));
  writeFileSync(indexFile(), JSON.stringify(forged));
}
const readIndex = (): unknown => JSON.parse(readFileSync(indexFile(), 'utf8'));

test('what was written is read back whole: every ledger, every segment, and the sums', async () => {
  expect(index.segments.map(({first, last}) => [first, last])).toEqual([
    [1, 4],
    [5, 8],
    [9, 9],
    [1, 4],
    [5, 5],
  ]);
  const {broken, sums} = await readExport(directory);
  expect(broken).toBeUndefined();
  // In each ledger one of them is set aside: counted, and in no sum.
  const amountsMinor = {EUR: 12 * 765};
  expect(sums).toEqual({entries: 14, transactions: 14, quarantined: 2, amountsMinor});
});

const TAMPERINGS: readonly {
  readonly what: string;
  readonly how: () => unknown;
  readonly said: string;
}[] = [
  {
    what: 'a file is cut short',
    how: () => writeFileSync(file(1), readFileSync(file(1)).subarray(0, -1)),
    said: 'is not the file that was written',
  },
  {what: 'a file is longer', how: () => appendFileSync(file(0), ' '), said: 'is not the file'},
  {what: 'a file is gone', how: () => rmSync(file(2)), said: 'cannot be read: ENOENT'},
  {
    what: 'two files change places',
    how() {
      copyFileSync(file(0), join(directory, 'aside'));
      renameSync(file(1), file(0));
      renameSync(join(directory, 'aside'), file(1));
    },
    said: 'is not the file that was written',
  },
  {
    what: 'a segment is left out of the index',
    how: () => forge(all => ({...all, segments: all.segments.filter((_, at) => at !== 1)})),
    said: 'positions 5 to 8 are missing',
  },
  {
    what: 'the last segments are left out of the index',
    how: () => forge(all => ({...all, segments: all.segments.slice(0, 4)})),
    said: 'does not end at 5 with its head',
  },
  {
    what: 'a sum is changed',
    how: () => forge(all => ({...all, sums: {...all.sums, amountsMinor: {EUR: 1}}})),
    said: 'the sums are not those of the files',
  },
  {
    what: 'the key is another one',
    how: () =>
      forge(all => ({
        ...all,
        hubPublicKey: {algorithm: 'ed25519', bytes: toBase64Url(stranger.publicKey.bytes)},
      })),
    said: 'the key of the hub is not the one its id names',
  },
  {
    what: 'a segment is signed by somebody else, and the index agrees',
    async how() {
      const [first] = index.ledgers;
      const place = {ledgerId: first?.ledgerId ?? '', after: 4, upTo: 9};
      const bytes = await segment(place, stranger);
      writeFileSync(file(1), bytes);
      const sha256 = toHex(nodeDigest.sha256(bytes));
      forge(all => ({
        ...all,
        segments: all.segments.map((each, at) => (at === 1 ? {...each, sha256} : each)),
      }));
    },
    said: 'is not signed by the hub',
  },
];

test.each(TAMPERINGS)('where $what, it is found', async ({how, said}) => {
  await how();
  expect((await readExport(directory)).broken?.reason).toContain(said);
});

test('a ledger whose beginning was deleted is exported from there on, and read back whole', async () => {
  const folder = join(directory, 'shortened');
  const written = await writeExport({
    client: {
      ...client,
      async ledgers() {
        const [first, second] = await client.ledgers();
        if (!first || !second) throw new Error('there are two ledgers');
        // Of the first its whole file is gone, of the second its first two positions.
        return [
          {...first, prunedPosition: first.position},
          {...second, prunedPosition: 2},
        ];
      },
      segment: wanted => client.segment({...wanted, after: Math.max(wanted.after, 2)}),
    },
    directory: folder,
    signal: new AbortController().signal,
    onProgress() {},
  });
  expect(written?.ledgers).toMatchObject([{position: 5, prunedTo: {position: 2}}]);
  expect(await readExport(folder)).toMatchObject({broken: undefined, sums: {entries: 3}});
});

test('a folder without an index is no export: whoever was stopped has written none', async () => {
  const folder = join(directory, 'stopped');
  const stop = new AbortController();
  const stopped = await writeExport({
    client,
    directory: folder,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(stopped).toBeUndefined();
  const refused = await readExport(folder).catch(error => error);
  expect(isFault(refused, 'import/unreadable')).toBe(true);
});

test('a name in the index never leads out of the folder', async () => {
  const forged = {...index, segments: [{...index.segments[0], file: '../../etc/passwd'}]};
  writeFileSync(indexFile(), JSON.stringify(forged));
  const refused = await readExport(directory).catch(error => error);
  expect(isFault(refused, 'import/unreadable')).toBe(true);
});
