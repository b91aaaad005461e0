import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {Fault} from '@holdfast/std';
import {CODECS, type Compressor} from '@holdfast/wire';

/**
 * The codec that hubs and head office really use, in the caller's own turn: the pool of threads
 * would answer whenever it likes.
 */
export const simCompressor: Compressor = {
  codec: CODECS.zstd,
  compress: async bytes => new Uint8Array(zstdCompressSync(bytes)),
  decompress: async (bytes, bytesMax) => {
    try {
      return new Uint8Array(zstdDecompressSync(bytes, {maxOutputLength: Math.max(1, bytesMax)}));
    } catch (cause) {
      const fields = {what: 'compressed payload', codec: CODECS.zstd};
      throw new Fault('wire/malformed', fields, {cause});
    }
  },
};
