import {nodeDigest} from '@holdfast/platform-node';
import {toBase64Url, utf8Encode} from '@holdfast/std';
import {
  gatewayIncarnationSchema,
  journalIdSchema,
  ledgerIdSchema,
  type MirrorPosition,
} from '@holdfast/wire';
import {beforeEach, expect, test} from 'vitest';
import {MirrorBook} from './mirror-book.ts';

const journalId = journalIdSchema.parse('1'.repeat(16));
const hashOf = (sequenceNumber: number) => nodeDigest.sha256(utf8Encode(`${sequenceNumber}`));
let book: MirrorBook;
let told: number[];
let lies: string[];

beforeEach(() => {
  [told, lies] = [[], []];
  book = new MirrorBook({
    recordedHash: async ({sequenceNumber}) =>
      sequenceNumber <= 10 ? hashOf(sequenceNumber) : undefined,
    onLie: detail => lies.push(detail),
  });
  book.changed.subscribe(({sequenceNumber}) => told.push(sequenceNumber));
});

function said(
  sequenceNumber: number | undefined,
  {
    outcome = 'accepted',
    hash = hashOf(sequenceNumber ?? 0),
  }: {outcome?: MirrorPosition['outcome']; hash?: Uint8Array} = {},
): MirrorPosition {
  return {
    outcome,
    ledgerId: ledgerIdSchema.parse(`${'0'.repeat(32)}.${'1'.repeat(16)}`),
    incarnation: gatewayIncarnationSchema.parse('2'.repeat(16)),
    position: 1,
    head: toBase64Url(new Uint8Array(32)),
    lanes:
      sequenceNumber === undefined
        ? []
        : [{journalId, sequenceNumber, entryHash: toBase64Url(hash)}],
  };
}

test('a journal is mirrored as far as the standby names this hub’s own entry, each step told once', async () => {
  await book.learn(said(3));
  await book.learn(said(3));
  await book.learn(said(7));
  expect([book.through(journalId), told]).toEqual([7, [3, 7]]);
});

test('another entry is a lie, and one that this hub cannot find counts nothing', async () => {
  await book.learn(said(4, {hash: hashOf(99)}));
  await book.learn(said(12));
  expect(book.through(journalId)).toBe(0);
  expect(lies).toHaveLength(1);
});

test('a standby that went back has less from then on, and one that is blank nothing', async () => {
  await book.learn(said(7));
  await book.learn(said(5, {outcome: 'status'}));
  await book.learn(said(undefined, {outcome: 'status'}));
  expect([book.through(journalId), told]).toEqual([0, [7, 5, 0]]);
});
