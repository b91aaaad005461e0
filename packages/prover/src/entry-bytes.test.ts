import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {headAfterLine, readEntry} from './entry-bytes.ts';
import {isSignedEntry} from './signature-check.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../wire/fixtures/v1.json', import.meta.url), 'utf8'),
);
const hex = (text: string) => Buffer.from(text, 'hex');

test('the frozen entries read the same by rules of their own', () => {
  const read = fixture.entries.map(({header}: {header: string}) =>
    readEntry({header: hex(header), body: undefined, quarantined: undefined}),
  );
  expect(read.map(({entryHash}: {entryHash: string}) => entryHash)).toEqual(
    fixture.entries.map(({entryHash}: {entryHash: string}) => entryHash),
  );
  expect(read[0]).toMatchObject({
    retailStoreId: '017',
    workstationId: 'W01',
    journalId: fixture.journalIds[0],
    sequenceNumber: 1,
  });
  expect(read[2].prevHash).toBe(read[0].entryHash);
});

test('a signature is checked by rules of their own', () => {
  const {entryHash, signature} = fixture.entries[0];
  const claim = {entryHash, signature: hex(signature), publicKey: hex(fixture.publicKeys.tillA)};
  expect(isSignedEntry(claim)).toBe(true);
  expect(isSignedEntry({...claim, publicKey: hex(fixture.publicKeys.tillB)})).toBe(false);
});

test('the frozen ledger lines give the frozen head', () => {
  const dispositions = [
    [0, ''],
    [0, ''],
    [0, ''],
    [3, 'kind 99'],
    [4, 'note: looks like a card number'],
  ] as const;
  const head = fixture.entries.reduce(
    (before: string, {entryHash}: {entryHash: string}, at: number) => {
      const [dispositionCode, detail] = dispositions[at] ?? [0, ''];
      return headAfterLine(before, {
        position: at + 1,
        recordedAtMs: 1_700_000_000_000 + at * 7,
        clockOffsetMs: at % 3 === 0 ? -12 : 40,
        dispositionCode,
        detail,
        entryHash,
      });
    },
    '0'.repeat(64),
  );
  expect(head).toBe(fixture.headAfter);
});

test('a changed body is damage, and so is a header cut short', () => {
  const header = hex(fixture.entries[0].header);
  const body = Buffer.from('{"kind":"RetailTransaction","note":"first"}');
  expect(readEntry({header, body, quarantined: undefined}).damage).toBeUndefined();
  const changed = Buffer.from('{"kind":"RetailTransaction","note":"First"}');
  expect(readEntry({header, body: changed, quarantined: undefined}).damage).toContain(
    'not the one',
  );
  const short = header.subarray(0, 40);
  expect(readEntry({header: short, body, quarantined: undefined}).damage).toContain('cut short');
});
