import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {findCardData} from './card-data.ts';
import {isGtin, passesLuhn} from './card-network.ts';
import {plantCards, saleDraft} from './testing.ts';

test('ten thousand planted cards of every network and form are found, and none is repeated', () => {
  const missed: string[] = [];
  for (const {form, member, digits} of plantCards(new SeededRandom(20), 10_000)) {
    const path = findCardData(JSON.parse(`{${member}}`));
    if (path === undefined) missed.push(`${form}: ${member}`);
    else expect(path).not.toContain(digits);
  }
  expect(missed).toEqual([]);
});

/** GS1 prefixes whose numbers begin as some network's cards do, and those that do not. */
const PREFIXES = [
  '400',
  '412',
  '425',
  '440',
  '489',
  '500',
  '509',
  '300',
  '376',
  '471',
  '622',
  '690',
];

test('no article is refused for its number, though one in ten passes the Luhn check', () => {
  const random = new SeededRandom(21);
  let luhn = 0;
  for (const prefix of PREFIXES) {
    for (let count = 0; count < 500; count++) {
      let digits = prefix;
      while (digits.length < 12) digits += (random.bytes(1)[0] ?? 0) % 10;
      const gtin = Array.from('0123456789', digit => digits + digit).find(isGtin) ?? '';
      expect(gtin).toHaveLength(13);
      if (passesLuhn(gtin)) luhn += 1;
      const [line, ...rest] = saleDraft().lineItems;
      const told = {...line, itemId: gtin, description: `EAN ${gtin}, 6 pieces`};
      expect([gtin, findCardData({...saleDraft(), lineItems: [told, ...rest]})]).toEqual([
        gtin,
        undefined,
      ]);
    }
  }
  expect(luhn).toBeGreaterThan(300); // the risk is there
});
