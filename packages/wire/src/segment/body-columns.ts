import {ByteWriter, utf8Decode, utf8Encode} from '@holdfast/std';
import {WIRE_LIMITS} from '../limits.ts';
import {cutBody, keyBefore} from './cut-body.ts';

/**
 * What a shop repeats together. In one column, in the order of the lines, an item that was sold
 * before is one repetition instead of six.
 */
const TOGETHER = new Set([
  'itemId',
  'description',
  'itemType',
  'quantity',
  'regularSalesUnitPrice',
  'extendedAmountMinor',
]);

const SEPARATOR = '\0';

interface Column {
  readonly number: number;
  readonly bytes: ByteWriter;
  /** Values of the body that is being taken. */
  fresh: string;
}

/**
 * Lays bodies out so that a compressor finds what repeats: fragments once, shapes (which fragments,
 * in which order) once, and the values between them by column. How a body is cut is the writer's
 * choice; a reader only puts together.
 */
export class BodyColumns {
  readonly #fragments = new Map<string, {readonly number: number; readonly column: Column}>();
  readonly #shapes = new Map<string, number>();
  readonly #shapeTable = new ByteWriter(4096);
  readonly #shapeOf = new ByteWriter(4096);
  readonly #columns = new Map<string, Column>();
  readonly #uncut = new ByteWriter(256);
  #parts = 0;

  add(body: Uint8Array): void {
    const text = textOf(body);
    const shape = text === undefined ? undefined : this.#take(text);
    if (shape !== undefined) this.#shapeOf.varint(shape);
    else {
      this.#shapeOf.varint(0);
      this.#uncut.varint(body.length).raw(body);
    }
  }

  #take(text: string): number | undefined {
    const {fragments, values} = cutBody(text);
    const found = fragments.map(fragment => this.#fragment(fragment));
    let name = '';
    for (const fragment of found) {
      if (!fragment) return undefined;
      name += String.fromCharCode(fragment.number);
    }
    const shape = this.#shapes.get(name) ?? this.#newShape(name, found.length);
    if (shape === undefined) return undefined;
    const touched = new Set<Column>();
    for (const [at, value] of values.entries()) {
      const column = found[at]?.column;
      if (!column) continue;
      column.fresh += value + SEPARATOR;
      touched.add(column);
    }
    for (const column of touched) {
      column.bytes.raw(utf8Encode(column.fresh));
      column.fresh = '';
    }
    return shape;
  }

  #fragment(text: string): {readonly number: number; readonly column: Column} | undefined {
    const known = this.#fragments.get(text);
    if (known || this.#fragments.size >= WIRE_LIMITS.segmentFragmentsMax) return known;
    const column = this.#column(keyBefore(text));
    const fragment = {number: this.#fragments.size, column};
    this.#fragments.set(text, fragment);
    return fragment;
  }

  #column(key: string): Column {
    const name = TOGETHER.has(key) ? '' : key;
    const known = this.#columns.get(name);
    if (known) return known;
    const column = {number: this.#columns.size, bytes: new ByteWriter(1024), fresh: ''};
    this.#columns.set(name, column);
    return column;
  }

  #newShape(name: string, parts: number): number | undefined {
    if (this.#parts + parts > WIRE_LIMITS.segmentShapePartsMax) return undefined;
    this.#parts += parts;
    this.#shapeTable.varint(parts);
    for (let at = 0; at < parts; at++) this.#shapeTable.varint(name.charCodeAt(at));
    const shape = this.#shapes.size + 1;
    this.#shapes.set(name, shape);
    return shape;
  }

  write(writer: ByteWriter): void {
    writer.varint(this.#fragments.size);
    for (const [text, {column}] of this.#fragments) {
      const bytes = utf8Encode(text);
      writer.varint(bytes.length).raw(bytes).varint(column.number);
    }
    writer.varint(this.#shapes.size).raw(this.#shapeTable.finish());
    writer.raw(this.#shapeOf.finish());
    writer.varint(this.#columns.size);
    for (const {bytes} of this.#columns.values()) writer.varint(bytes.length).raw(bytes.finish());
    writer.raw(this.#uncut.finish());
  }
}

/** `undefined` for what has no text to cut: other bytes than UTF-8, or a zero among them. */
function textOf(body: Uint8Array): string | undefined {
  if (body.includes(0)) return undefined;
  try {
    return utf8Decode(body);
  } catch {
    return undefined;
  }
}
