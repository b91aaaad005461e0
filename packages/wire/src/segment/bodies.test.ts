import {ByteReader, ByteWriter, utf8Decode, utf8Encode} from '@holdfast/std';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {WIRE_LIMITS} from '../limits.ts';
import {BodyColumns} from './body-columns.ts';
import {JoinedBodies} from './joined-bodies.ts';
import {keyBefore, valuesOf} from './values-of.ts';

function laidOut(bodies: readonly Uint8Array[]): Uint8Array {
  const columns = new BodyColumns();
  for (const body of bodies) columns.add(body);
  const writer = new ByteWriter();
  columns.write(writer);
  return writer.finish();
}

function joined(bytes: Uint8Array, count: number): Uint8Array[] {
  const reader = new ByteReader(bytes, 'bodies');
  const bodies = new JoinedBodies(reader, count);
  const read = Array.from({length: count}, () => bodies.next());
  bodies.end();
  reader.end();
  return read;
}

const backAgain = (bodies: readonly Uint8Array[]) => joined(laidOut(bodies), bodies.length);

test('whatever bytes bodies have, they come out as they went in', () => {
  const json = fc.json().map(utf8Encode);
  const spaced = fc.jsonValue().map(value => utf8Encode(JSON.stringify(value, undefined, 2)));
  const like = fc.string({unit: fc.constantFrom(...'"\\:,{}[]0-a \0é')}).map(utf8Encode);
  const body = fc.oneof(json, spaced, like, fc.uint8Array({maxLength: 40}));
  fc.assert(
    fc.property(fc.array(body, {maxLength: 12}), bodies => {
      expect(backAgain(bodies)).toEqual(bodies.map(bytes => new Uint8Array(bytes)));
    }),
    {numRuns: 1_000},
  );
});

test('a transaction is cut at its values, and what names them is left', () => {
  const text = '{"kind":"Sale","quantity":2,"note":"say \\"hi\\"","tags":["a",null,-1.5]}';
  const places = valuesOf(text);
  const values = places.flatMap((from, at) => (at % 2 ? [] : [text.slice(from, places[at + 1])]));
  expect(values).toEqual(['Sale', '2', 'say \\"hi\\"', 'a', 'null', '-1.5']);
  expect(keyBefore(text.slice(places[1], places[2]))).toBe('quantity');
});

test('sales of one shop share what they have in common', () => {
  const columns = '"itemType":"stock","taxable":true,"regularSalesUnitPrice":"2.55"';
  const sale = (at: number) =>
    utf8Encode(
      `{"kind":"RetailTransaction","lineItems":[{"itemId":"A${at % 9}","description":"SOAP ${at % 9}",${columns}}],"total":${at}}`,
    );
  const bodies = Array.from({length: 400}, (_, at) => sale(at));
  const size = bodies.reduce((sum, {length}) => sum + length, 0);
  expect(laidOut(bodies).length).toBeLessThan(size / 2.5);
});

test('other bytes than text travel uncut', () => {
  const bodies = [new Uint8Array([0xff, 0xfe, 0x22]), utf8Encode('"a\0b"'), new Uint8Array()];
  expect(backAgain(bodies)).toEqual(bodies);
});

test('more fragments than a reader takes leave the rest uncut, and nothing is lost', () => {
  const bodies = Array.from({length: WIRE_LIMITS.segmentFragmentsMax + 50}, (_, at) =>
    utf8Encode(`{"key${at}":${at}}`),
  );
  expect(backAgain(bodies)).toEqual(bodies);
});

/** One fragment of `bytes`, one shape that names it `parts` times, `count` bodies of that shape. */
function bomb(shape: {bytes: number; parts: number; count: number}): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(1).varint(shape.bytes).raw(new Uint8Array(shape.bytes).fill(0x61)).varint(0);
  writer.varint(1).varint(shape.parts);
  for (let part = 0; part < shape.parts; part++) writer.varint(0);
  for (let body = 0; body < shape.count; body++) writer.varint(1);
  const values = (shape.parts - 1) * shape.count;
  return writer.varint(1).varint(values).raw(new Uint8Array(values)).finish();
}

test.each([
  ['a body beyond its limit', {bytes: 2_048, parts: 600, count: 1}, 'body too large'],
  ['bodies that together are beyond theirs', {bytes: 1_024, parts: 1_000, count: 9}, 'bodies too'],
  ['more parts than all shapes may have', {bytes: 1, parts: 1_048_577, count: 1}, 'shape too long'],
])('a few bytes that stand for %s are refused', (_, shape, reason) => {
  expect(() => joined(bomb(shape), shape.count)).toThrow(reason);
});

test('the same bytes within the limits are read', () => {
  expect(joined(bomb({bytes: 1_024, parts: 1_000, count: 8}), 8)).toHaveLength(8);
});

/** `{"a":1}` and `{"a":2}`, with one number of the layout changed. */
function bent(change: {fragment?: number; shape?: number; column?: number; values?: string}) {
  const {fragment = 1, shape = 1, column = 0, values = '1\x002\x00'} = change;
  const writer = new ByteWriter();
  writer.varint(2).varint(5).raw(utf8Encode('{"a":')).varint(column);
  writer.varint(1).raw(utf8Encode('}')).varint(0);
  writer.varint(1).varint(2).varint(0).varint(fragment);
  writer.varint(1).varint(shape);
  const bytes = utf8Encode(values);
  return writer.varint(1).varint(bytes.length).raw(bytes).finish();
}

test('a layout is read by its numbers', () => {
  expect(joined(bent({}), 2).map(utf8Decode)).toEqual(['{"a":1}', '{"a":2}']);
});

test.each([
  ['an unknown fragment', {fragment: 2}, 'unknown fragment'],
  ['an unknown shape', {shape: 2}, 'unknown shape'],
  ['an unknown column', {column: 1}, 'unknown column'],
  ['too few values', {values: '1\x00'}, 'ends too soon'],
  ['a value without its end', {values: '1\x002'}, 'ends too soon'],
  ['values that no body has', {values: '1\x002\x003\x00'}, 'values that no body has'],
])('%s is refused', (_, change, reason) => {
  expect(() => joined(bent(change), 2)).toThrow(reason);
});
