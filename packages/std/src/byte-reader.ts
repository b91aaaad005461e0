import {type Bytes, utf8Decode} from './bytes.ts';
import {Fault} from './faults.ts';

/**
 * Reads what {@link ByteWriter} wrote. Anything short, long or malformed is the fault
 * `wire/malformed`.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what names the thing being read, for the fault: `held statement`. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get at(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  fail(reason: string): never {
    throw new Fault('wire/malformed', {what: this.#what, at: this.#at, reason});
  }

  u8(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) this.fail('truncated');
    this.#at += 1;
    return byte;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x1_0000 + this.u16();
  }

  u64(): number {
    const value = this.u32() * 0x1_0000_0000 + this.u32();
    if (!Number.isSafeInteger(value)) this.fail('number too large');
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (!Number.isSafeInteger(value)) this.fail('number too large');
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) this.fail('number not in its shortest form');
        return value;
      }
      scale *= 0x80;
    }
  }

  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A copy, so that what is kept does not pin the whole buffer. */
  raw(length: number): Bytes {
    if (length > this.remaining) this.fail('truncated');
    const bytes = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return bytes;
  }

  text8(): string {
    const bytes = this.raw(this.u8());
    try {
      return utf8Decode(bytes);
    } catch {
      return this.fail('text is not UTF-8');
    }
  }

  magic(expected: string): void {
    for (const char of expected) {
      if (this.u8() !== char.charCodeAt(0)) this.fail(`does not begin with ${expected}`);
    }
  }

  end(): void {
    if (this.remaining !== 0) this.fail(`${this.remaining} bytes too many`);
  }
}
