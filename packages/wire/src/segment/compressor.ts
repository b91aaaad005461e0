import type {Bytes} from '@holdfast/std';

/** Compression as a port. A codec's number, once used, always means the same. */
export interface Compressor {
  readonly codec: number;
  compress(bytes: Uint8Array): Bytes;
  /**
   * Throws `wire/malformed` for bytes that are not this codec's, or that unpack to more than
   * `bytesMax`.
   */
  decompress(bytes: Uint8Array, bytesMax: number): Bytes;
}

export const CODECS = {
  none: 0,
  zstd: 1,
  brotli: 2,
} as const;

export const noCompression: Compressor = {
  codec: CODECS.none,
  compress: bytes => new Uint8Array(bytes),
  decompress: bytes => new Uint8Array(bytes),
};
