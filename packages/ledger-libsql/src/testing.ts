export {logBytesPerPayloadByte} from './testing/log-bytes.ts';
