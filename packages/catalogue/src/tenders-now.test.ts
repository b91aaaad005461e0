import {expect, test} from 'vitest';
import {TENDER_KINDS, tendersSchema} from './tender.ts';
import {REACHES, tendersNow} from './tenders-now.ts';

const TENDERS = tendersSchema.parse([
  'cash',
  {id: 'card', kind: 'manual', name: 'Card machine'},
  {id: 'wallet', kind: 'scan-pay', name: 'Wallet', name_zh: '扫码'},
  {id: 'gift', kind: 'online', name: 'Gift card'},
]);

test.each([
  ['headOffice', ['usable', 'usable', 'usable', 'usable']],
  ['backupLine', ['usable', 'usable', 'usable', 'limited']],
  ['storeOnly', ['usable', 'usable', 'limited', 'off']],
  ['alone', ['usable', 'usable', 'limited', 'off']],
  ['unknown', ['usable', 'usable', 'limited', 'off']],
] as const)('with %s, cash, card machine, wallet and gift card are %j', (reach, uses) => {
  expect(tendersNow(TENDERS, reach).map(({use}) => use)).toEqual(uses);
});

test('every kind is shown in every state, with a reason', () => {
  expect(TENDERS.map(({kind}) => kind)).toEqual([...TENDER_KINDS]);
  for (const reach of REACHES) {
    const shown = tendersNow(TENDERS, reach);
    expect(shown.map(({tender}) => tender.id)).toEqual(TENDERS.map(({id}) => id));
    for (const {use, reason} of shown) {
      const works = reason === 'works' || reason === 'always' || use !== 'usable';
      expect(works || reason === 'ownMachine' || reason === 'lookAtPhone').toBe(true);
    }
  }
});

test('what needs the internet says whether the internet or the hub is gone', () => {
  const reasonOf = (reach: (typeof REACHES)[number]) => tendersNow(TENDERS, reach).at(-1)?.reason;
  expect([reasonOf('storeOnly'), reasonOf('alone')]).toEqual(['needsInternet', 'needsHub']);
});

test('a list that only says cash is cash, a kind says its type, and names and ids are asked for', () => {
  expect(tendersSchema.parse(undefined).map(({id}) => id)).toEqual(['cash']);
  expect(TENDERS.map(({tender_type: type}) => type)).toEqual([
    'cash',
    'creditDebit',
    'mobileWallet',
    'giftCard',
  ]);
  expect(tendersSchema.safeParse([{id: 'card', kind: 'manual'}]).success).toBe(false);
  expect(tendersSchema.safeParse(['cash', 'cash']).success).toBe(false);
  expect(tendersSchema.parse(JSON.parse(JSON.stringify(TENDERS)))).toEqual(TENDERS);
});
