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

/** Numbers under bar codes of goods and books, in the three lengths that tills read. */
const ON_GOODS = `
  5449000000996 5449000131805 5449000054227 4006381333931 4006381333634 3017620422003
  3017620425035 7622210449283 7622300689124 5000159407236 5000159461122 5000112546415
  8076809513388 8076800195057 8000500310427 8000500037560 3274080005003 3168930010265
  3046920022651 3046920028363 3033490004743 3228857000852 3175680011480 3229820129488
  7613034626844 7613035040823 8715700110622 8712100849084 8711200333899 4008400402222
  4005500335702 4000417025005 4001686301555 4008713700077 4013320033661 4311501496183
  4056489216162 4902430735063 4901777018686 4902102072618 4710088430502 4891028164395
  5010029000023 5010477348678 5000328657950 5000127163126 5053827103572 5701029000013
  6001087357173 6111035000430 6901028075862 6902538004045 6920202888883 6925303721039
  7310865004703 7318690077503 7501055300075 7501031311309 7891000100103 7894900010015
  8410076470638 8480000591302 8690504022107 8801043014847 8850006330128 8934588012112
  9310072000282 9780201379624 9780306406157 9771234567003 012000161155 049000028911 038000138416
  028400090858 016000275287 044000032029 030000010204 021130126026 041196910759 036000291452
  040000001027 96385074 40084107 50112128 54491472 54490086 42143819 40822938 80177616 87108125
  46009333 73513537 90162909
`
  .trim()
  .split(/\s+/);

/** Where applications put what the scanner read. */
const PLACES: readonly ((gtin: string) => object)[] = [
  gtin => ({itemId: gtin}),
  gtin => ({itemId: 'A1', description: `EAN ${gtin}, 6 pieces`}),
  gtin => ({itemId: 'A1', ean: gtin, gtin13: gtin, upc: gtin, barcode: gtin}),
];

/** … and what people write behind it, as far as no network's cards are printed so. */
const WITH_SIZES: readonly ((gtin: string) => object)[] = [
  gtin => ({itemId: 'A1', description: `${gtin} 330 ml`}),
  gtin => ({itemId: 'A1', description: `${gtin}-500-1000`}),
];

/** The field that is taken for a card, in any of the places; none where all is well. */
function refusedAs(gtin: string, places = PLACES): string[] {
  return places.flatMap(place => {
    const [line, ...rest] = saleDraft().lineItems;
    return findCardData({...saleDraft(), lineItems: [{...line, ...place(gtin)}, ...rest]}) ?? [];
  });
}

test('no article is refused for its number, though one in ten passes the Luhn check', () => {
  expect(ON_GOODS.filter(gtin => !isGtin(gtin))).toEqual([]);
  expect(ON_GOODS.filter(gtin => refusedAs(gtin).length > 0)).toEqual([]);
  expect(ON_GOODS.filter(passesLuhn).length).toBeGreaterThan(5); // the risk is there
});

/**
 * Goods on shelves with their names, all of the range where the short cards of Visa begin: facts
 * from Open Food Facts (world.openfoodfacts.org, its contributors, ODbL 1.0), as the public
 * repository Lifyzer/Lifyzer-Database has them, in MySQL/food-database-653000-654000.sql.
 */
const WITH_NAMES = `
  4912203401019 Cornichons spécial sandwich (aigres-doux)
  4912355003147 Defenses immunitaires
  4920425101013 Yuzu
  4921602752554 Primevère
  4926266000324 Iso-FUJI
  4926266000492 Ultra Casein COMPLEX
  4926266000720 Glycobol performance
  4926266000966 Iso-FUJI
  4926266001277 Vitalyn POWDER
  4926266001284 Kre-ALKALYN
  4926584792307 Samosas
  4929911777183 Trader Joe's Roasted and Salted Peanuts
  4930127007179 Kiwami Jyanmai Sake 15,5% Vol. 0,72 L Merken
  4930129261128 Raifort Vert Neri Wasabi En Pâte Tamachu 120G Japon
  4930129455114 Raifort Vert Neri Wasabi
  4931254415004 Asperges vertes entières
  4932236171505 Sake Naruto Shippuden
  4932514138152 Nouilles de riz
  4932515014660 Candy Blox
  4932816712609 Instant Soup
  4934418000719 Hitachino Nest Beer Extra High 8% XH
  4934418001310 Hitachino Nest Red Rice Ale Traditionell
  4934418001457 Hitachino Nest Espresso Stout 0,33 l
  4934418001624 Hitachino Nest White Ale Wit
`
  .trim()
  .split('\n')
  .map(line => ({gtin: line.trim().slice(0, 13), name: line.trim().slice(14)}));

/** How shops write an article into free text. */
const WORDINGS: readonly ((article: {readonly gtin: string; readonly name: string}) => string)[] = [
  ({gtin, name}) => `${gtin} ${name}`,
  ({gtin, name}) => `${name} (${gtin})`,
  ({gtin, name}) => `${name} 0,72 L ${gtin} 1 x 12.50`,
  ({gtin, name}) => `EAN:${gtin}; ${name}; best before 2027-03-31`,
];

test('no article on a shelf is refused with its name, however a shop writes the two', () => {
  const refused = WITH_NAMES.flatMap(article =>
    WORDINGS.map(wording => wording(article)).filter(
      description =>
        refusedAs(description, [text => ({itemId: 'A1', description: text})]).length > 0,
    ),
  );
  expect(refused).toEqual([]);
  expect(WITH_NAMES.filter(({gtin}) => refusedAs(gtin).length > 0)).toEqual([]);
  expect(WITH_NAMES.filter(({gtin}) => !isGtin(gtin))).toEqual([]);
  expect(WITH_NAMES.filter(({gtin}) => passesLuhn(gtin)).length).toBeGreaterThan(0);
});

function* drawnGtins(random: SeededRandom): Generator<string> {
  for (let prefix = 0; prefix < 1_000; prefix++) {
    for (const length of [8, 12, 13, 14]) {
      // A GTIN-12 is a GTIN-13 that begins with 0; one of 14 has an indicator before the prefix.
      const drawn = (random.bytes(1)[0] ?? 0) % 9;
      const begin = length === 14 ? `${drawn + 1}` : '';
      let digits = begin + String(prefix).padStart(3, '0');
      while (digits.length < length - 1) digits += (random.bytes(1)[0] ?? 0) % 10;
      yield Array.from('0123456789', digit => digits + digit).find(isGtin) ?? '';
    }
  }
}

test('nor one of any prefix that GS1 gives or may give, in any of its four lengths', () => {
  const drawn = [...drawnGtins(new SeededRandom(21)), ...drawnGtins(new SeededRandom(22))];
  const inFields = PLACES.filter((_, at) => at !== 1);
  // In free text fourteen digits that pass every check of a card are one: a case is no article.
  const refused = drawn.filter(
    gtin => refusedAs(gtin, gtin.length === 14 ? inFields : PLACES).length > 0,
  );
  expect(refused).toEqual([]);
  const thirteen = drawn.filter(gtin => gtin.length === 13);
  expect(thirteen.filter(gtin => refusedAs(gtin, WITH_SIZES).length > 0)).toEqual([]);
  expect(new Set(drawn.map(({length}) => length))).toEqual(new Set([8, 12, 13, 14]));
  expect(drawn.filter(gtin => gtin.length > 12 && passesLuhn(gtin)).length).toBeGreaterThan(300);
});
