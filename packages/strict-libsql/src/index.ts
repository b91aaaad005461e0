export {type Checkpoint, type CheckpointMode, Database} from './database.ts';
export {FileLock} from './file-lock.ts';
export {type OpenDatabaseOptions, openDatabase} from './open-database.ts';
export type {SqlParameter, SqlParameters} from './parameters.ts';
export {keepReserve, releaseReserve} from './reserve.ts';
export {
  type Row,
  readBytes,
  readInteger,
  readOptional,
  readUtf8,
  type SqlValue,
} from './row.ts';
export type {Migration, Schema} from './schema.ts';
