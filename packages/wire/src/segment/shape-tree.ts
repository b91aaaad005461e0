import {ByteWriter, utf8Encode} from '@holdfast/std';
import {WIRE_LIMITS} from '../limits.ts';
import {keyBefore} from './values-of.ts';

/** What stands between two values, in many bodies. */
export interface Fragment {
  readonly number: number;
  readonly text: string;
  /** The name of the member whose value follows. */
  readonly key: string;
}

/** A fragment behind the ones above it in the tree; the path to a leaf is a shape. */
export interface ShapeNode {
  readonly fragment: Fragment | undefined;
  readonly children: Map<number, ShapeNode>;
  /** The child that was walked to last: mostly the next one, too. */
  likely: ShapeNode | undefined;
  /** Of the bodies that end here, from 1. */
  shape: number;
}

/** The fragments and shapes of a segment's bodies, each kept once and numbered as it comes. */
export class ShapeTree {
  readonly root = newNode(undefined);
  readonly #fragments = new Map<string, Fragment>();
  readonly #shapes = new ByteWriter(4096);
  #shapeCount = 0;
  #parts = 0;

  /** The node of the fragment `text[from…to)` after `node`; `undefined` once there are too many. */
  step(node: ShapeNode, text: string, place: {from: number; to: number}): ShapeNode | undefined {
    const {from, to} = place;
    const likely = node.likely?.fragment?.text;
    if (likely?.length === to - from && text.startsWith(likely, from)) return node.likely;
    const fragment = this.#fragment(text.slice(from, to));
    if (!fragment) return undefined;
    const child = node.children.get(fragment.number) ?? newNode(fragment);
    node.children.set(fragment.number, child);
    node.likely = child;
    return child;
  }

  /** The shape that ends at the last of these nodes; `undefined` once there are too many. */
  shapeOf(path: readonly ShapeNode[]): number | undefined {
    const end = path.at(-1);
    if (!end || end.shape > 0) return end?.shape;
    if (this.#parts + path.length > WIRE_LIMITS.segmentShapePartsMax) return undefined;
    this.#parts += path.length;
    this.#shapeCount += 1;
    this.#shapes.varint(path.length);
    for (const {fragment} of path) this.#shapes.varint(fragment?.number ?? 0);
    end.shape = this.#shapeCount;
    return end.shape;
  }

  write(writer: ByteWriter, columnOf: (fragment: Fragment) => number): void {
    writer.varint(this.#fragments.size);
    for (const fragment of this.#fragments.values()) {
      const bytes = utf8Encode(fragment.text);
      writer.varint(bytes.length).raw(bytes).varint(columnOf(fragment));
    }
    writer.varint(this.#shapeCount).raw(this.#shapes.finish());
  }

  #fragment(text: string): Fragment | undefined {
    const known = this.#fragments.get(text);
    if (known || this.#fragments.size >= WIRE_LIMITS.segmentFragmentsMax) return known;
    const fragment = {number: this.#fragments.size, text, key: keyBefore(text)};
    this.#fragments.set(text, fragment);
    return fragment;
  }
}

function newNode(fragment: Fragment | undefined): ShapeNode {
  return {fragment, children: new Map(), likely: undefined, shape: 0};
}
