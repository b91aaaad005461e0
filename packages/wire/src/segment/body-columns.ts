import {ByteWriter, utf8Decode, utf8Encode} from '@holdfast/std';
import {type Fragment, type ShapeNode, ShapeTree} from './shape-tree.ts';
import {valuesOf} from './values-of.ts';

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
const FRESH_CHARS_MAX = 4096;

interface Column {
  readonly number: number;
  readonly bytes: ByteWriter;
  /** Values that are not yet among the bytes: many at once are encoded faster. */
  fresh: string;
}

/**
 * Lays bodies out so that a compressor finds what repeats: fragments once, shapes (which fragments,
 * in which order) once, and the values between them by column. How a body is cut is the writer's
 * choice; a reader only puts together.
 */
export class BodyColumns {
  readonly #tree = new ShapeTree();
  readonly #shapeOf = new ByteWriter(4096);
  readonly #columns = new Map<string, Column>();
  readonly #byFragment: Column[] = [];
  readonly #uncut = new ByteWriter(256);

  add(body: Uint8Array): void {
    const text = textOf(body);
    const shape = text === undefined ? undefined : this.#take(text);
    if (shape !== undefined) this.#shapeOf.varint(shape);
    else {
      this.#shapeOf.varint(0);
      this.#uncut.varint(body.length).raw(body);
    }
  }

  write(writer: ByteWriter): void {
    this.#tree.write(writer, fragment => this.#columnOf(fragment).number);
    writer.raw(this.#shapeOf.finish()).varint(this.#columns.size);
    for (const column of this.#columns.values()) {
      flush(column);
      writer.varint(column.bytes.length).raw(column.bytes.finish());
    }
    writer.raw(this.#uncut.finish());
  }

  #take(text: string): number | undefined {
    const places = valuesOf(text);
    const path: ShapeNode[] = [];
    let [node, from]: [ShapeNode | undefined, number] = [this.#tree.root, 0];
    for (let at = 0; at <= places.length; at += 2) {
      node = this.#tree.step(node, text, {from, to: places[at] ?? text.length});
      if (!node) return undefined;
      path.push(node);
      from = places[at + 1] ?? text.length;
    }
    const shape = this.#tree.shapeOf(path);
    if (shape === undefined) return undefined;
    for (let at = 0; at < places.length; at += 2) {
      const fragment = path[at / 2]?.fragment;
      if (!fragment) continue;
      const column = this.#columnOf(fragment);
      column.fresh += text.slice(places[at], places[at + 1]) + SEPARATOR;
      if (column.fresh.length >= FRESH_CHARS_MAX) flush(column);
    }
    return shape;
  }

  #columnOf({number, key}: Fragment): Column {
    const known = this.#byFragment[number];
    if (known) return known;
    const name = TOGETHER.has(key) ? '' : key;
    const column = this.#columns.get(name) ?? {
      number: this.#columns.size,
      bytes: new ByteWriter(1024),
      fresh: '',
    };
    this.#columns.set(name, column);
    this.#byFragment[number] = column;
    return column;
  }
}

function flush(column: Column): void {
  column.bytes.raw(utf8Encode(column.fresh));
  column.fresh = '';
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
