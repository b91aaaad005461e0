import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PRINT_LIMITS, type Printer, PrintQueue} from '@holdfast/printing';
import {MemoryJobDisk, memoryPrinterBook} from '@holdfast/printing/testing';
import {type Clock, silentLog} from '@holdfast/std';
import type {PaperDocument} from '@holdfast/wire';
import {afterEach, expect, test, vi} from 'vitest';
import {composePaper} from './compose-paper.ts';
import {escposPrinterLink} from './printer-link.ts';
import {FakePrinter} from './testing/fake-printer.ts';
import {readEscpos} from './testing/read-escpos.ts';

const RECEIPT: PaperDocument = {
  blocks: [{kind: 'columns', left: 'Milk', right: '12.90'}, {kind: 'cut'}],
};
const TILL = 'W01';

/** A wall clock that can be put forward; everything else takes the time it takes, only sooner. */
class QuickClock implements Clock {
  aheadMs = 0;
  monotonicMs() {
    return performance.now();
  }
  wallMs() {
    return Math.floor(Date.now() + this.aheadMs);
  }
  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    const soonMs = Math.min(durationMs, 20);
    return new Promise(resolve => {
      setTimeout(resolve, soonMs);
      signal?.addEventListener('abort', () => resolve(), {once: true});
    });
  }
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0).reverse()) await clean();
});

async function fakePrinter(): Promise<FakePrinter> {
  const printer = new FakePrinter();
  await printer.start();
  cleanUps.push(() => printer.stop());
  return printer;
}

async function openQueue(
  printers: readonly (Partial<Printer> & {at: string})[],
  {disk = new MemoryJobDisk(), clock = new QuickClock()} = {},
) {
  const queue = new PrintQueue({
    ...{disk, clock, log: silentLog, book: memoryPrinterBook(printers)},
    link: escposPrinterLink(),
    compose: (job, printer) => composePaper(job, {printer, logo: undefined}),
  });
  const stop = new AbortController();
  const opened = Promise.withResolvers<void>();
  const running = queue.run(stop.signal, opened.resolve);
  const close = async () => {
    stop.abort();
    await running;
  };
  cleanUps.push(close);
  await opened.promise;
  const ask = (jobId: string, change: {document?: PaperDocument; drawer?: boolean} = {}) =>
    queue.take(TILL, {jobId, title: 'W01-K7Q-000482', document: RECEIPT, drawer: false, ...change});
  const jobOf = (jobId: string) => queue.jobs().find(job => job.jobId === jobId);
  const until = (jobId: string, state: string) =>
    vi.waitFor(() => expect(jobOf(jobId)?.state).toBe(state), {timeout: 8_000, interval: 10});
  return {queue, disk, clock, ask, jobOf, until, close};
}

const linesOf = (paper: Uint8Array | undefined) => readEscpos(paper ?? new Uint8Array()).lines;
const MILK = `Milk${' '.repeat(33)}12.90`;

test('a printer that is ready prints once, says so, and what it printed is kept nowhere', async () => {
  const printer = await fakePrinter();
  const {ask, until, disk, jobOf} = await openQueue([{at: printer.at}]);
  await ask('receipt-1', {drawer: true});
  await until('receipt-1', 'printed');
  await ask('receipt-1');
  expect(printer.papers).toHaveLength(1);
  const read = readEscpos(printer.papers[0] ?? new Uint8Array());
  expect(read.lines).toEqual([MILK, '[cut]']);
  expect(read.kicks).toEqual([2]);
  expect(disk.history).toEqual(['receipt-1 waiting', 'receipt-1 printing', 'receipt-1 printed']);
  expect(jobOf('receipt-1')?.document).toBeUndefined();
});

const BREAKS = ['paper-out', 'cover-open', 'offline', 'faulty', 'silent'] as const;
test.each(BREAKS)(
  'a printer that is %s is named so, nothing is sent, and it prints once it is ready',
  async problem => {
    const printer = await fakePrinter();
    printer.turn(problem);
    const {ask, queue, until, jobOf} = await openQueue([{at: printer.at}]);
    await ask('receipt-1');
    await vi.waitFor(() => expect(jobOf('receipt-1')?.problem).toBe(problem), {timeout: 5_000});
    expect(queue.problemOf('printer-1')).toBe(problem);
    expect(printer.questions).toBeGreaterThan(0);
    expect(printer.papers).toEqual([]);
    printer.turn('ready');
    await until('receipt-1', 'printed');
    expect(printer.papers.map(linesOf)).toEqual([[MILK, '[cut]']]);
    expect(queue.problemOf('printer-1')).toBeUndefined();
  },
);

test('a printer that refuses connections is named so; switched on, it prints', async () => {
  const printer = await fakePrinter();
  await printer.stop();
  const {ask, until, jobOf} = await openQueue([{at: printer.at}]);
  await ask('receipt-1');
  await vi.waitFor(() => expect(jobOf('receipt-1')?.problem).toBe('connection-refused'));
  expect(printer.connections).toBe(0);
  await printer.start();
  await until('receipt-1', 'printed');
});

test('an address where nobody answers is unreachable', async () => {
  const {ask, jobOf} = await openQueue([{at: 'tcp://no-such-printer.invalid:9100'}]);
  await ask('receipt-1');
  await vi.waitFor(() => expect(jobOf('receipt-1')?.problem).toBe('unreachable'), {timeout: 8_000});
});

test.each([
  ['hangs up', {hangsUpAfterBytes: 20}, 'cut-off'],
  ['runs out of paper', {paperEndsAfterBytes: 20}, 'paper-out'],
] as const)(
  'a printer that %s in the middle leaves a paper that waits for a person, and is marked then',
  async (_, mood, problem) => {
    const printer = await fakePrinter();
    printer.turn(mood);
    const {ask, until, queue, jobOf} = await openQueue([{at: printer.at}]);
    await ask('receipt-1');
    await until('receipt-1', 'unsure');
    expect(jobOf('receipt-1')?.problem).toBe(problem);
    expect(printer.papers).toHaveLength(1);
    printer.turn('ready');
    await ask('receipt-2');
    await until('receipt-2', 'printed'); // what waits for a person holds up nobody
    expect(jobOf('receipt-1')?.state).toBe('unsure');
    await queue.decide(TILL, {jobId: 'receipt-1', wish: 'again'});
    await until('receipt-1', 'printed');
    const [first = '', ...rest] = linesOf(printer.papers.at(-1));
    expect(first.trim()).toBe('补打 COPY');
    expect(rest).toEqual([MILK, '[cut]']);
  },
);

test('a hub that dies while it prints does not print again by itself', async () => {
  const printer = await fakePrinter();
  printer.turn({hangsUpAfterBytes: 10_000});
  const disk = new MemoryJobDisk();
  const first = await openQueue([{at: printer.at}], {disk});
  await first.ask('receipt-1');
  await first.until('receipt-1', 'printing');
  const kept = [...disk.jobs.values()];
  const afterDeath = new MemoryJobDisk();
  for (const job of kept) await afterDeath.keep(job);
  expect(afterDeath.history).toEqual(['receipt-1 printing']);
  printer.turn('ready');
  const papers = printer.papers.length;
  const second = await openQueue([{at: printer.at}], {disk: afterDeath});
  await second.ask('receipt-1'); // the till asks again, too
  await second.ask('receipt-2');
  await second.until('receipt-2', 'printed');
  expect(second.jobOf('receipt-1')).toMatchObject({state: 'unsure', perhapsPrinted: true});
  expect(printer.papers).toHaveLength(papers + 1);
  await first.close();
});

test('what waits over a start of the hub is printed by the next', async () => {
  const printer = await fakePrinter();
  printer.turn('cover-open');
  const disk = new MemoryJobDisk();
  const first = await openQueue([{at: printer.at}], {disk});
  await first.ask('receipt-1');
  await vi.waitFor(() => expect(first.jobOf('receipt-1')?.problem).toBe('cover-open'));
  await first.close();
  printer.turn('ready');
  const second = await openQueue([{at: printer.at}], {disk});
  await second.until('receipt-1', 'printed');
  expect(printer.papers).toHaveLength(1);
});

test('tickets that waited too long do not come all at once: they wait for a person', async () => {
  const printer = await fakePrinter();
  printer.turn('paper-out');
  const {ask, until, clock, queue} = await openQueue([{at: printer.at}]);
  for (const jobId of ['ticket-01', 'ticket-02']) await ask(jobId);
  await vi.waitFor(() => expect(printer.questions).toBeGreaterThan(3));
  clock.aheadMs = PRINT_LIMITS.staleMs + 1_000;
  printer.turn('ready');
  for (const jobId of ['ticket-01', 'ticket-02']) await until(jobId, 'stale');
  expect(printer.papers).toEqual([]);
  await queue.decide(TILL, {jobId: 'ticket-01', wish: 'again'});
  await until('ticket-01', 'printed');
  await queue.decide(TILL, {jobId: 'ticket-02', wish: 'cancel'});
  await until('ticket-02', 'cancelled');
  expect(printer.papers.map(linesOf)).toEqual([[MILK, '[cut]']]); // never printed before: no mark
});

test('a drawer opens now or never, and also without paper', async () => {
  const printer = await fakePrinter();
  printer.turn('paper-out');
  const {ask, until, clock, jobOf} = await openQueue([{at: printer.at}]);
  const kick = {document: {blocks: []}, drawer: true};
  await ask('no-sale-1', kick);
  await vi.waitFor(() => expect(printer.kicksAtOnce).toBe(1), {timeout: 5_000});
  printer.turn('cover-open');
  await ask('no-sale-2', kick);
  await vi.waitFor(() => expect(jobOf('no-sale-2')?.problem).toBe('cover-open'));
  clock.aheadMs = PRINT_LIMITS.drawerMs + 1_000;
  printer.turn('ready');
  await until('no-sale-2', 'cancelled');
  expect(printer.papers.flatMap(paper => readEscpos(paper).kicks)).toEqual([]);
  expect(printer.kicksAtOnce).toBe(1);
});

test('another printer takes over what one cannot print', async () => {
  const [broken, other] = [await fakePrinter(), await fakePrinter()];
  broken.turn('paper-out');
  const printers = [
    {at: broken.at, tills: [TILL]},
    {at: other.at, name: 'bar'},
  ];
  const {ask, until, queue, jobOf} = await openQueue(printers);
  await ask('receipt-1');
  await vi.waitFor(() => expect(jobOf('receipt-1')?.problem).toBe('paper-out'));
  await queue.decide(TILL, {jobId: 'receipt-1', wish: 'move', printer: 'bar'});
  await until('receipt-1', 'printed');
  broken.turn('ready');
  await ask('receipt-2');
  await until('receipt-2', 'printed');
  expect([broken.papers.length, other.papers.length]).toEqual([1, 1]);
});

test('what cannot be taken is refused with its reason, and a full disk prints nothing', async () => {
  const printer = await fakePrinter();
  const {queue, ask, disk} = await openQueue([{at: printer.at, tills: ['W02']}]);
  expect(await ask('receipt-1')).toBe('no-printer');
  const from = (document: PaperDocument) =>
    queue.take('W02', {jobId: 'receipt-2', title: 'W02', document, drawer: false});
  const card = {blocks: [{kind: 'text' as const, text: 'card 4111 1111 1111 1111'}]};
  expect(await from(card)).toBe('card-data');
  disk.full = true;
  expect(await from(RECEIPT)).toBe('not-kept');
  expect(disk.jobs.size).toBe(0);
  expect(printer.connections).toBe(0);
});

test('a file takes what is printed, and one that cannot be written is named', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  cleanUps.push(async () => rmSync(directory, {recursive: true}));
  const file = join(directory, 'paper.bin');
  const good = await openQueue([{at: `file:${file}`}]);
  await good.ask('receipt-1');
  await good.until('receipt-1', 'sent');
  expect(linesOf(new Uint8Array(readFileSync(file)))).toEqual([MILK, '[cut]']);
  const bad = await openQueue([{at: `file:${join(directory, 'no', 'such', 'place')}`}]);
  await bad.ask('receipt-1');
  await vi.waitFor(() => expect(bad.jobOf('receipt-1')?.problem).toBe('unwritable'));
});

test('a printer that never says how it is takes what it takes, and nobody says more', async () => {
  const printer = await fakePrinter();
  printer.turn('silent');
  const {ask, until} = await openQueue([{at: printer.at, answers: false}]);
  await ask('receipt-1');
  await until('receipt-1', 'sent');
  await vi.waitFor(() => expect(printer.papers.map(linesOf)).toEqual([[MILK, '[cut]']]));
  expect(printer.questions).toBe(0);
});
