import type {ByteReader, Bytes} from '@holdfast/std';
import {WIRE_LIMITS} from '../limits.ts';

interface Fragment {
  readonly bytes: Bytes;
  readonly column: number;
}

interface Column {
  readonly bytes: Bytes;
  at: number;
}

/**
 * Puts the bodies of a version 2 payload together again, one after the other. A few bytes can stand
 * for many here, so what comes out is counted: no body, and no segment, grows beyond its limit.
 */
export class JoinedBodies {
  readonly #reader: ByteReader;
  readonly #shapes: readonly (readonly Fragment[])[];
  readonly #shapeOf: readonly number[];
  readonly #columns: readonly Column[];
  #next = 0;
  #total = 0;
  #buffer = new Uint8Array(4096);

  /** Reads the tables; `count` is how many bodies there are. Refuses (`wire/malformed`). */
  constructor(reader: ByteReader, count: number) {
    this.#reader = reader;
    const fragments = readFragments(reader);
    this.#shapes = readShapes(reader, fragments);
    this.#shapeOf = Array.from({length: count}, () => reader.varint());
    this.#columns = Array.from({length: counted(reader, WIRE_LIMITS.segmentFragmentsMax)}, () => ({
      bytes: reader.raw(reader.varint()),
      at: 0,
    }));
  }

  next(): Bytes {
    const shape = this.#shapeOf[this.#next] ?? 0;
    this.#next += 1;
    const body = shape === 0 ? this.#uncut() : this.#join(shape);
    this.#total += body.length;
    if (this.#total > WIRE_LIMITS.segmentBodyBytesMax) this.#reader.fail('bodies too large');
    return body;
  }

  /** Refuses what no body used. */
  end(): void {
    if (this.#columns.some(({bytes, at}) => at !== bytes.length)) {
      this.#reader.fail('values that no body has');
    }
  }

  #uncut(): Bytes {
    const length = this.#reader.varint();
    if (length > WIRE_LIMITS.bodyBytesMax) this.#reader.fail('body too large');
    return this.#reader.raw(length);
  }

  #join(shape: number): Bytes {
    const fragments = this.#shapes[shape - 1] ?? this.#reader.fail('unknown shape');
    let length = 0;
    for (const [at, {bytes, column}] of fragments.entries()) {
      length = this.#put(bytes, {from: 0, to: bytes.length, length});
      if (at < fragments.length - 1) length = this.#putValue(column, length);
    }
    return this.#buffer.slice(0, length);
  }

  #putValue(number: number, length: number): number {
    const column = this.#columns[number] ?? this.#reader.fail('unknown column');
    const to = column.bytes.indexOf(0, column.at);
    if (to < 0) this.#reader.fail('a column ends too soon');
    const from = column.at;
    column.at = to + 1;
    return this.#put(column.bytes, {from, to, length});
  }

  #put(
    bytes: Uint8Array,
    part: {readonly from: number; readonly to: number; readonly length: number},
  ): number {
    const {from, to, length} = part;
    const end = length + to - from;
    if (end > WIRE_LIMITS.bodyBytesMax) this.#reader.fail('body too large');
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(end, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, length));
      this.#buffer = larger;
    }
    // Most parts are a few bytes long: a loop costs less than a view.
    for (let at = from; at < to; at++) this.#buffer[length + at - from] = bytes[at] ?? 0;
    return end;
  }
}

function readFragments(reader: ByteReader): Fragment[] {
  return Array.from({length: counted(reader, WIRE_LIMITS.segmentFragmentsMax)}, () => ({
    bytes: reader.raw(reader.varint()),
    column: reader.varint(),
  }));
}

function readShapes(reader: ByteReader, fragments: readonly Fragment[]): Fragment[][] {
  let parts = 0;
  return Array.from({length: counted(reader, WIRE_LIMITS.segmentEntriesMax)}, () => {
    const length = reader.varint();
    parts += length;
    if (length === 0 || parts > WIRE_LIMITS.segmentShapePartsMax) reader.fail('shape too long');
    return Array.from(
      {length},
      () => fragments[reader.varint()] ?? reader.fail('unknown fragment'),
    );
  });
}

function counted(reader: ByteReader, max: number): number {
  const count = reader.varint();
  if (count > max) reader.fail('too many of a kind');
  return count;
}
