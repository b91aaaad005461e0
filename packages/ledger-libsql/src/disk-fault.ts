import {Fault, isFault} from '@holdfast/std';

/** Does something with files; what the system refuses is a fault that names the path. */
export function onDisk<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw diskFault(path, error);
  }
}

export function diskFault(path: string, cause: unknown): unknown {
  if (isFault(cause) || !(cause instanceof Error) || !('code' in cause)) return cause;
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new Fault(
    isFull ? 'database/disk-full' : 'database/failed',
    {path, reason: String(cause.code)},
    {cause},
  );
}
