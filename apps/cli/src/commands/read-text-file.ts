import {readFileSync} from 'node:fs';
import {Fault} from '@holdfast/std';

/** A file of UTF-8 text that somebody named. Throws `config/invalid` where there is none. */
export function readTextFile(file: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(file));
  } catch (cause) {
    const known = cause instanceof Error && 'code' in cause;
    const reason = known && cause.code === 'ENOENT' ? 'is not there' : 'is no file of UTF-8 text';
    throw new Fault('config/invalid', {key: file, reason}, {cause});
  }
}
