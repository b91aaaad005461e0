import {businessDayDateSchema, type Transaction} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {type CashMovement, makeCashMovement, makeControl} from './cash-movement.ts';
import {dayReport} from './day-report.ts';
import {APPLES, MILK, moment, soldFor, TEST_SETTINGS, TOY, taken} from './testing-day.ts';

const DAY = {businessDayDate: businessDayDateSchema.parse('2026-03-14'), currencyCode: 'CNY'};
const AT = '2026-03-14T09:26:53+08:00';
const deed = (at = AT) => ({
  ...{settings: TEST_SETTINGS, operatorId: '7', at: moment(at), reason: 'tape', training: false},
});
const moved = (movement: CashMovement, amountMinor: number) =>
  taken(makeCashMovement({movement, amountMinor}, deed()));
const report = (transactions: readonly Transaction[]) =>
  dayReport(transactions, {...DAY, currencyCode: TEST_SETTINGS.currency});

test('a day adds up: by operator, hour, tender and tax', () => {
  const found = report([
    soldFor({items: [[MILK, '2']], at: AT, moreMinor: 420}),
    soldFor({
      items: [
        [APPLES, '0.356'],
        [TOY, '1'],
      ],
      at: '2026-03-14T17:05:00+08:00',
      operatorId: '8',
    }),
  ]);
  expect(found.sales).toEqual({count: 2, amountMinor: 2_580 + 413 + 999 + 77});
  expect(found.net).toEqual(found.sales);
  expect(found.operators.map(({operatorId, amountMinor}) => [operatorId, amountMinor])).toEqual([
    ['7', 2_580],
    ['8', 1_489],
  ]);
  expect(found.hours.map(({hour, count}) => [hour, count])).toEqual([
    ['09', 1],
    ['17', 1],
  ]);
  expect(found.tenders).toEqual([{tenderType: 'cash', count: 2, amountMinor: 4_069}]);
  expect(found.taxes.map(({taxGroup, taxMinor}) => [taxGroup, taxMinor])).toEqual([
    ['A', 297 + 48],
    ['X', 77],
  ]);
});

test('what should be in the drawer is float, cash from sales and paid in, less what went out', () => {
  const {drawer} = report([
    moved('loan', 20_000),
    soldFor({items: [[MILK, '1']], at: AT, moreMinor: 8_710}),
    moved('paidIn', 500),
    moved('paidOut', 1_200),
    moved('safeDrop', 10_000),
    moved('pickup', 3_000),
  ]);
  expect(drawer).toEqual({
    ...{floatMinor: 20_000, salesMinor: 1_290, paidInMinor: 500, paidOutMinor: 1_200},
    ...{safeDropMinor: 10_000, pickupMinor: 3_000, expectedMinor: 7_590},
  });
});

test('the drawer opened for nothing is counted, a report is not', () => {
  const controls = [makeControl('noSale', deed()), makeControl('xReport', deed())];
  expect(report(controls.map(taken)).noSales).toBe(1);
});

test('another business day is passed over, also where the calendar says today', () => {
  const early = soldFor({items: [[MILK, '1']], at: '2026-03-14T03:59:59+08:00'});
  const late = soldFor({items: [[MILK, '1']], at: '2026-03-15T03:59:59+08:00'});
  expect(report([early, late]).sales).toEqual({count: 1, amountMinor: 1_290});
});

test('training counts nowhere but in its own number', () => {
  const real = soldFor({items: [[MILK, '1']], at: AT});
  const float = moved('loan', 1_000);
  const found = report([
    {...real, trainingModeFlag: true},
    {...float, trainingModeFlag: true},
  ]);
  expect([found.net.count, found.drawer.expectedMinor, found.training]).toEqual([0, 0, 2]);
});

test('whatever is sold, every way of adding it up comes to the same cent', () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let day = 0; day < 60; day += 1) {
    const sales = Array.from({length: 1 + next(12)}, () => {
      const items = [MILK, TOY, APPLES].map(
        one => [one, one === APPLES ? `0.${100 + next(900)}` : `${1 + next(9)}`] as const,
      );
      const at = `2026-03-14T${String(4 + next(20)).padStart(2, '0')}:00:00+08:00`;
      return soldFor({items, at, operatorId: `${next(3)}`, moreMinor: next(5_000)});
    });
    const {net, operators, hours, tenders, drawer, taxes} = report(sales);
    const sum = (some: readonly {readonly amountMinor: number}[]) =>
      some.reduce((total, {amountMinor}) => total + amountMinor, 0);
    expect([sum(operators), sum(hours), sum(tenders), drawer.expectedMinor]).toEqual(
      Array(4).fill(net.amountMinor),
    );
    const taxMinor = taxes.reduce((total, tax) => total + tax.taxMinor, 0);
    const stated = sales.reduce(
      (total, one) =>
        total + (one.kind === 'RetailTransaction' ? one.total.transactionTaxAmountMinor : 0),
      0,
    );
    expect(taxMinor).toBe(stated);
  }
});
