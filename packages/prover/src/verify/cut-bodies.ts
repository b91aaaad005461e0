import type {ByteCursor} from '../byte-cursor.ts';
import {join} from './bytes.ts';

/**
 * The bodies of a version 2 payload, by the words of docs/protocol.md ("Segment payload"): pieces
 * that bodies share, the order of pieces of each shape, and the values between them, by column.
 */
export function readCutBodies(cursor: ByteCursor, count: number): Uint8Array[] {
  const many = <T>(read: () => T): T[] => Array.from({length: cursor.varint()}, read);
  const sized = () => cursor.take(cursor.varint());
  const fragments = many(() => ({text: sized(), column: cursor.varint()}));
  const shapes = many(() => many(() => fragments[cursor.varint()]));
  const shapeOf = Array.from({length: count}, () => cursor.varint());
  const columns = many(sized).map(bytes => ({bytes, at: 0}));

  const nextValue = (number: number): Uint8Array => {
    const column = columns[number];
    const end = column?.bytes.indexOf(0, column.at) ?? -1;
    if (!column || end < 0) throw new RangeError(`column ${number} has no value left`);
    const value = column.bytes.subarray(column.at, end);
    column.at = end + 1;
    return value;
  };
  const bodies = shapeOf.map(number => {
    if (number === 0) return sized();
    const shape = shapes[number - 1];
    if (!shape) throw new RangeError(`there is no shape ${number}`);
    const parts = shape.flatMap((fragment, at) => {
      if (!fragment) throw new RangeError('a shape names a piece that is not there');
      return at === shape.length - 1
        ? [fragment.text]
        : [fragment.text, nextValue(fragment.column)];
    });
    return join(...parts);
  });
  if (columns.some(({bytes, at}) => at !== bytes.length)) {
    throw new RangeError('there are values that no body has');
  }
  return bodies;
}
