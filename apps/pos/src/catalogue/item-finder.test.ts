import type {Item} from '@holdfast/catalogue';
import {expect, test} from 'vitest';
import {categoriesOf, ItemFinder, nameIn} from './item-finder.ts';
import {pinyinInitials} from './pinyin-initials.ts';

const item = (code: string, en: string, chinese?: string): Item => ({
  ...{code, priceMinor: 100, taxGroup: 'A', weighed: false, category: {en: `of ${en[0]}`}},
  names: {en, ...(chinese === undefined ? {} : {'zh-CN': chinese})},
});
const items = [
  item('6901000001018', 'Fresh milk', '鲜牛奶'),
  item('0036000291452', 'Milk chocolate', '牛奶巧克力'),
  item('4011', 'Bananas'),
];
const finder = new ItemFinder({items});
const found = (text: string) => finder.search(text, 10).map(({names}) => names.en);

test.each([
  ['鲜牛奶 1升', 'xnn1s'],
  ['菜籽油', 'czy'],
  ['绿茶', 'lc'],
  ['馒头 6个', 'mt6g'],
  ['啊波次得鹅佛哥喝机科了摸你哦破七日四他我西一字', 'abcdefghjklmnopqrstwxyz'],
])('%s is found by %s', (text, initials) => {
  expect(pinyinInitials(text)).toBe(initials);
});

test('the best comes first: beginnings before the middle, in either language', () => {
  expect(found('milk')).toEqual(['Milk chocolate', 'Fresh milk']);
  expect(found('牛奶')).toEqual(['Milk chocolate', 'Fresh milk']);
  expect(found('nn')).toEqual(['Milk chocolate', 'Fresh milk']);
  expect(found('xnn')).toEqual(['Fresh milk']);
  expect(found('401')).toEqual(['Bananas']);
  expect(found('  ')).toEqual([]);
  expect(found('caviar')).toEqual([]);
});

test('a scan finds exactly its code, also where a scanner leaves out the leading 0 of a UPC', () => {
  expect(finder.byCode('36000291452')?.names.en).toBeUndefined();
  expect(finder.byCode('036000291452')?.names.en).toBe('Milk chocolate');
  expect(finder.byCode('0036000291452')?.names.en).toBe('Milk chocolate');
  expect(finder.byCode('401')).toBeUndefined();
});

test('a name that is only there in English is shown in English', () => {
  expect(items.map(one => nameIn(one, 'zh-CN'))).toEqual(['鲜牛奶', '牛奶巧克力', 'Bananas']);
  expect(categoriesOf({items}).map(({en}) => en)).toEqual(['of F', 'of M', 'of B']);
});
