import {operatorIdSchema, workstationIdSchema} from '@holdfast/domain';
import {SuspendedBook} from '@holdfast/orders';
import {Fault} from '@holdfast/std';
import {VirtualClock} from '@holdfast/std/testing';
import type {SharedDocument, Terminal} from '@holdfast/terminal-sdk';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {beginSale} from '../sale/open-sale.ts';
import {type SuspendedView, TillSuspended} from './till-suspended.ts';

type Change = Parameters<Terminal['changeSuspended']>[0];

const operatorId = operatorIdSchema.parse('7');
const suspend = (saleId: string, round = 1): Change => ({
  ...{kind: 'suspend', saleId, round, operatorId, lines: 1, amountMinor: 500},
  text: JSON.stringify({...beginSale({saleId, beganAt: '2026-03-14T09:26:53+08:00'}), round}),
});

/** One hub, which tills reach while `reached` says so. */
let reached: boolean;
let book: SuspendedBook;

function newBook(): SuspendedBook {
  const disk = new Map<string, {version: number; changedAtMs: number; text: string}>();
  return new SuspendedBook({
    clock: new VirtualClock(),
    disk: {
      read: name => disk.get(name),
      write: (name, document) => {
        disk.set(name, document);
      },
    },
  });
}

function documentOf(shown: SuspendedBook): SharedDocument | undefined {
  const [listed] = shown.list();
  const text = listed && shown.part({...listed, part: 0});
  return listed && text !== undefined ? {...listed, text} : undefined;
}

class FakeTill {
  kept: unknown;
  view: SuspendedView = {waiting: [], sales: []};
  suspended: TillSuspended;
  readonly #id: string;

  constructor(id: string) {
    this.#id = id;
    this.suspended = this.start();
  }

  /** Again, with what lies on the disk. */
  start(): TillSuspended {
    const id = workstationIdSchema.parse(this.#id);
    this.suspended = new TillSuspended({
      terminal: {
        pairing: {workstationId: id},
        sharedDocument: () => documentOf(book),
        changeSuspended: async change => {
          if (!reached) throw new Fault('hub/unreachable');
          return book.change(change, id);
        },
      },
      keep: async outbox => {
        this.kept = outbox;
      },
      nowMs: () => Date.UTC(2026, 0, 1),
      changed: view => {
        this.view = view;
      },
    });
    this.suspended.open(this.kept);
    return this.suspended;
  }

  async hold(change: Change): Promise<void> {
    await this.suspended.update(this.suspended.say(change));
    await this.settled();
  }

  async takeUp(): Promise<string> {
    const [row] = this.view.waiting;
    if (!row) return 'nothing';
    const answer = await this.suspended.recall(row);
    if (answer.kind !== 'recalled') return answer.kind;
    await this.suspended.update(answer.change);
    this.suspended.opened(answer.sale);
    await this.settled();
    return answer.sale.saleId;
  }

  async learn(): Promise<void> {
    const document = documentOf(book);
    if (document) await this.suspended.learn(document);
    await this.settled();
  }

  async settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

let one: FakeTill;
let two: FakeTill;
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  reached = true;
  book = newBook();
  [one, two] = [new FakeTill('W01'), new FakeTill('W02')];
});

test('what one till holds the other takes up, and then it is gone from both lists', async () => {
  await one.hold(suspend('a'));
  await two.learn();
  expect(two.view.waiting).toMatchObject([{sale: {saleId: 'a'}, atHub: true}]);
  expect(await two.takeUp()).toBe('a');
  await one.learn();
  expect([one.view.waiting, two.view.waiting]).toEqual([[], []]);
});

test('while the hub is lost a till takes up its own and no other’s', async () => {
  await two.hold(suspend('b'));
  await one.learn();
  reached = false;
  expect(await one.takeUp()).toBe('unreachable');
  expect(await two.takeUp()).toBe('b');
});

test('what was held alone survives the page, and is told when the hub answers again', async () => {
  reached = false;
  await one.hold(suspend('a'));
  one.start();
  expect(one.view.waiting).toMatchObject([{sale: {saleId: 'a'}, atHub: false}]);
  reached = true;
  await vi.advanceTimersByTimeAsync(2_000);
  await two.learn();
  expect(two.view.waiting).toMatchObject([{sale: {saleId: 'a'}}]);
});

test('a page that dies between the hub’s answer and its own disk gets the sale again', async () => {
  await one.hold(suspend('a'));
  await two.learn();
  const [row] = two.view.waiting;
  if (row) await two.suspended.recall(row);
  two.start();
  expect(two.view.waiting).toMatchObject([{sale: {saleId: 'a'}}]);
  expect(await two.takeUp()).toBe('a');
  await one.learn();
  expect(one.view.waiting).toEqual([]);
});

test('two holds at the same moment as an answer comes are both kept', async () => {
  await Promise.all([
    one.suspended.update(one.suspended.say(suspend('a'))),
    one.suspended.update(one.suspended.say(suspend('b'))),
  ]);
  await one.settled();
  expect(book.sales.map(({saleId}) => saleId)).toEqual(['a', 'b']);
});

test('a new hub that knows nothing of it is told again by the till that held it', async () => {
  await one.hold(suspend('a'));
  await one.learn();
  book = newBook();
  await two.hold(suspend('b'));
  await one.learn();
  expect(book.sales.map(({saleId}) => saleId)).toEqual(['b', 'a']);
});

test('both tills take one sale up while they cannot hear each other: both payments are kept and shown', async () => {
  await one.hold(suspend('a'));
  await one.learn();
  await two.learn();
  expect(await two.takeUp()).toBe('a');
  reached = false;
  expect(await one.takeUp()).toBe('a');
  const paid = (receiptNumber: string): Change => ({
    ...{kind: 'settle', saleId: 'a', round: 1, receiptNumber},
  });
  await one.hold(paid('R1'));
  reached = true;
  await two.hold(paid('R2'));
  await vi.advanceTimersByTimeAsync(2_000);
  await two.learn();
  expect(two.view.sales[0]?.payments.map(({receiptNumber}) => receiptNumber)).toEqual(['R2', 'R1']);
});

test('an outbox that cannot be read is none', () => {
  one.kept = {not: 'an outbox'};
  one.start();
  expect(one.view.waiting).toEqual([]);
});
