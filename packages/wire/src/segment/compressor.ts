import type {Bytes} from '@holdfast/std';

/**
 * Compression as a port, for whoever must not be held up by it: an adapter may work elsewhere. A
 * codec's number, once used, always means the same.
 */
export interface Compressor {
  readonly codec: number;
  compress(bytes: Uint8Array): Promise<Bytes>;
  /**
   * Rejects with `wire/malformed` for bytes that are not this codec's, or that unpack to more than
   * `bytesMax`.
   */
  decompress(bytes: Uint8Array, bytesMax: number): Promise<Bytes>;
}

export const CODECS = {
  none: 0,
  zstd: 1,
  brotli: 2,
} as const;

export const noCompression: Compressor = {
  codec: CODECS.none,
  compress: async bytes => new Uint8Array(bytes),
  decompress: async bytes => new Uint8Array(bytes),
};
