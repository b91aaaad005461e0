const utf8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** Walks over bytes; running out is an error that says where. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.subarray(this.#step(length), this.#at));
  }

  byte(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4));
  }

  u64(): number {
    return Number(this.#view.getBigUint64(this.#step(8)));
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    return utf8.decode(this.take(this.byte()));
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Answers where the part begins. */
  #step(length: number): number {
    const at = this.#at;
    if (length < 0 || at + length > this.#bytes.length) {
      throw new RangeError(
        `the bytes end at ${this.#bytes.length}, ${length} more were wanted at ${at}`,
      );
    }
    this.#at = at + length;
    return at;
  }
}
