import {assert} from './assert.ts';
import {type Bytes, utf8Encode} from './bytes.ts';

/** Builds a canonical byte string: big-endian numbers, length-prefixed strings. Grows as needed. */
export class ByteWriter {
  #bytes: Bytes;
  #length = 0;

  constructor(capacityBytes = 256) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  get length(): number {
    return this.#length;
  }

  #grow(extra: number): number {
    const at = this.#length;
    this.#length += extra;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    return at;
  }

  u8(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xff, 'a u8 is 0…255');
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  u16(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, 'a u16 is 0…65535');
    return this.u8(value >>> 8).u8(value & 0xff);
  }

  u32(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xffffffff, 'a u32 fits in 32 bits');
    return this.u16(Math.floor(value / 0x1_0000)).u16(value % 0x1_0000);
  }

  /** Eight bytes; the value is a safe integer, so the top 11 bits are always zero. */
  u64(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'a u64 is a safe, non-negative integer');
    return this.u32(Math.floor(value / 0x1_0000_0000)).u32(value % 0x1_0000_0000);
  }

  /** Unsigned LEB128 of a safe integer: small numbers in one byte. */
  varint(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'a varint is a safe, non-negative integer');
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.u8(rest);
  }

  /** Zigzag varint: small negative numbers are small too. */
  signedVarint(value: number): this {
    assert(
      Math.abs(value) <= Number.MAX_SAFE_INTEGER / 2,
      'a signed varint leaves room for its sign',
    );
    return this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  raw(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** One length byte, then UTF-8. */
  text8(text: string): this {
    const bytes = utf8Encode(text);
    return this.u8(bytes.length).raw(bytes);
  }

  /** What was written so far, as a copy of its own. */
  finish(): Bytes {
    return this.#bytes.slice(0, this.#length);
  }
}
