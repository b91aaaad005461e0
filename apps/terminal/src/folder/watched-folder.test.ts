import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {saleDraft} from '@holdfast/domain/testing';
import {nodeDigest} from '@holdfast/platform-node';
import {Fault, silentLog, utf8Decode} from '@holdfast/std';
import {TestTill} from '@holdfast/terminal-sdk/testing';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {WatchedFolder} from './watched-folder.ts';

let directory: string;
let till: TestTill;
let stop: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  till = new TestTill(nodeDigest);
  await till.begin();
  watch();
});
afterEach(async () => {
  stop.abort();
  await running;
  await till.terminal.stop();
  rmSync(directory, {recursive: true});
});

function watch(): void {
  const {terminal, clock} = till;
  stop = new AbortController();
  const folder = new WatchedFolder({directory, terminal, clock, log: silentLog});
  running = folder.run(stop.signal, () => {});
}

const at = (name: string) => join(directory, name);
const read = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));
const rejected = () => readdirSync(at('rejected')).sort();
const SALE = JSON.stringify(saleDraft());

/** As a program should: under another ending, then renamed. */
async function drop(name: string, content: string | Uint8Array): Promise<void> {
  writeFileSync(at(`${name}.part`), content);
  renameSync(at(`${name}.part`), at(name));
  await till.clock.advance(300);
}

test('a file becomes a sale: receipt beside it, the file to done', async () => {
  await drop('sale1.json', SALE);
  expect(read('sale1.receipt.json')).toMatchObject({
    receiptNumber: expect.stringMatching(/^W01-/),
    custody: {kind: 'journaled'},
    repeated: false,
  });
  expect(readFileSync(at('done/sale1.json'), 'utf8')).toBe(SALE);
  expect(existsSync(at('sale1.json'))).toBe(false);
  expect(till.disk.entries.map(({entry}) => utf8Decode(entry.body))).toEqual([SALE]);
});

test('files are taken in the order of their names', async () => {
  const amounts = [300, 100, 200];
  for (const amount of amounts) {
    writeFileSync(at(`sale-${amount}.json`), JSON.stringify(saleDraft([amount])));
  }
  await till.clock.advance(300);
  const bodies = till.disk.entries.map(({entry}) => JSON.parse(utf8Decode(entry.body)));
  expect(bodies.map(body => body.total.transactionGrandAmountMinor)).toEqual([100, 200, 300]);
});

test('a refused file is moved aside, with the reason beside it', async () => {
  await drop('bad.json', SALE.replace('"kind":"Sale"', '"kind":"Gift"'));
  await drop('bad.json', '{');
  expect(read('rejected/bad.reason.json')).toMatchObject({code: 'submission/malformed'});
  expect(read('rejected/bad.2.reason.json')).toMatchObject({code: 'submission/malformed'});
  expect(rejected()).toEqual(['bad.2.json', 'bad.2.reason.json', 'bad.json', 'bad.reason.json']);
  expect(till.disk.entries).toEqual([]);
});

test.each([
  ['a transaction', SALE.replace('Candle', '4111111111111111')],
  ['what is no JSON', '{"card": "4111 1111 1111 1111"'],
  ['what is no JSON, in escapes', '{"card": "\\u0034111111111111111"'],
  ['two bytes a character', Buffer.from('{"card": "4111111111111111"}', 'utf16le')],
  ['what is too long to be read', `${' '.repeat((1 << 20) - 8)}4111111111111111${' '.repeat(99)}`],
])('a file with card data is not kept: %s', async (_name, content) => {
  await drop('card.json', content);
  expect(existsSync(at('card.json'))).toBe(false);
  expect(rejected()).toEqual(['card.reason.json']);
  expect(read('rejected/card.reason.json')).toMatchObject({
    code: expect.stringMatching(/^submission\/(card-data|malformed|too-large)$/),
    file: 'deleted: it held card data',
  });
  expect(readFileSync(at('rejected/card.reason.json'), 'utf8')).not.toMatch(/1111/);
  expect(till.disk.entries).toEqual([]);
});

test('a file whose name is a card number is not kept either, nor its name repeated', async () => {
  await drop('4111111111111111.json', SALE);
  await drop('4111-1111-1111-1111.json', SALE);
  expect(rejected()).toEqual(['card-data.2.reason.json', 'card-data.reason.json']);
  expect(read('rejected/card-data.reason.json')).toMatchObject({
    code: 'submission/card-data',
    fields: {field: 'file name'},
  });
  expect(till.disk.entries).toEqual([]);
});

test('a file beyond the size of any transaction is refused unread', async () => {
  await drop('huge.json', ' '.repeat(1024 * 1024 + 1));
  expect(read('rejected/huge.reason.json')).toMatchObject({code: 'submission/too-large'});
});

test('a name may be used again for another sale', async () => {
  await drop('sale.json', SALE);
  const first = read('sale.receipt.json').receiptNumber;
  await drop('sale.json', JSON.stringify(saleDraft([1])));
  expect(read('sale.receipt.json').receiptNumber).not.toBe(first);
  expect(readdirSync(at('done')).sort()).toEqual(['sale.2.json', 'sale.json']);
  expect(till.disk.entries).toHaveLength(2);
});

test('a file that is taken twice, as after a crash, is one sale', async () => {
  await drop('sale.json', SALE);
  const first = read('sale.receipt.json');
  renameSync(at('done/sale.json'), at('sale.json')); // the crash was before the move
  await till.clock.advance(300);
  expect(read('sale.receipt.json')).toMatchObject({
    receiptNumber: first.receiptNumber,
    repeated: true,
  });
  expect(till.disk.entries).toHaveLength(1);
});

test('a sale the disk cannot take stays where it is until it can', async () => {
  till.disk.nextFault = {fault: new Fault('database/disk-full'), when: 'before'};
  await drop('sale.json', SALE);
  expect(existsSync(at('sale.json'))).toBe(true);
  await till.clock.advance(3_000);
  expect(existsSync(at('done/sale.json'))).toBe(true);
  expect(till.disk.entries).toHaveLength(1);
});

test('what is not a whole file of ours is left alone', async () => {
  writeFileSync(at('half.json.part'), SALE);
  writeFileSync(at('.hidden.json'), SALE);
  writeFileSync(at('notes.txt'), SALE);
  writeFileSync(at('other.receipt.json'), SALE);
  mkdirSync(at('folder.json'));
  symlinkSync(at('notes.txt'), at('link.json'));
  await till.clock.advance(1_000);
  expect(till.disk.entries).toEqual([]);
});

test('a folder that cannot be written holds its files back and hurts nobody', async () => {
  rmSync(at('done'), {recursive: true});
  writeFileSync(at('done'), 'in the way');
  await drop('sale.json', SALE);
  expect(existsSync(at('sale.json'))).toBe(true);
  rmSync(at('done'));
  mkdirSync(at('done'));
  await till.clock.advance(3_000);
  expect(existsSync(at('done/sale.json'))).toBe(true);
  expect(till.disk.entries).toHaveLength(1);
});
