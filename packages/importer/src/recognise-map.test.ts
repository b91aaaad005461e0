import {isFault} from '@holdfast/std';
import {expect, test} from 'vitest';
import {ONLINE_RETAIL_MAP, PIZZAPLACE_MAP} from './built-in-maps.ts';
import {recogniseMap} from './recognise-map.ts';

const RETAIL = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

test.each([
  {file: RETAIL, map: ONLINE_RETAIL_MAP},
  {file: RETAIL.toLowerCase().replaceAll(',', ';'), map: ONLINE_RETAIL_MAP},
  {file: 'id,date,time,name,size,type,price', map: PIZZAPLACE_MAP},
])('a known shop is told by its columns: $file', ({file, map}) => {
  expect(recogniseMap(`${file}\n1,2,3`)).toMatchObject({map, nearest: undefined});
});

test('a known shop’s file that lacks a column says which', () => {
  const {map, nearest} = recogniseMap(RETAIL.replace('Quantity,', ''));
  expect(map).toBeUndefined();
  expect(nearest).toMatchObject({map: ONLINE_RETAIL_MAP, lacks: ['Quantity']});
});

test('another shop’s file is not taken for a known one, and its columns are named', () => {
  expect(recogniseMap('\uFEFFBon; Artikel ;Menge;Preis\n')).toEqual({
    columns: ['Bon', 'Artikel', 'Menge', 'Preis'],
    map: undefined,
    nearest: undefined,
  });
});

test('an empty file is unreadable', () => {
  expect(() => recogniseMap(' \n')).toThrow(
    expect.toSatisfy(error => isFault(error, 'import/unreadable')),
  );
});
