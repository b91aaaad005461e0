export {zstdCompressor} from './zstd-compressor.ts';
