import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {assert} from '@holdfast/std';

/**
 * Resolves after the file handles of closed, forgotten databases are given back. libsql keeps a
 * closed connection until its last statement is garbage-collected; a program that opens one file
 * for its life need not care, a simulator that opens thousands runs out of handles.
 *
 * @public
 */
export async function collectClosedDatabases(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert(typeof collect === 'function', 'V8 hands out its collector');
  collect();
  // Native handles are finalised in a later turn.
  await new Promise(resolve => setImmediate(resolve));
}
