import {existsSync, readdirSync, readFileSync, readlinkSync, statSync} from 'node:fs';
import {join} from 'node:path';

const MEGABYTE = 1e6;

/** What one running program takes of the machine. */
export interface ProcessSample {
  readonly residentMb: number;
  readonly heapMb: number;
  /** Open files, without sockets: those come and go with lines and questions. */
  readonly files: number;
  readonly sockets: number;
}

/** Reads /proc, and the heap as the program itself last wrote it into `folder`. */
export function sampleProcess(pid: number, folder: string): ProcessSample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const residentMb = (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / MEGABYTE;
  const heap = join(folder, `heap-${pid}`);
  const heapMb = existsSync(heap) ? Number(readFileSync(heap, 'utf8')) / MEGABYTE : 0;
  const open = readdirSync(`/proc/${pid}/fd`).map(fd => targetOf(pid, fd));
  const sockets = open.filter(target => target.startsWith('socket:')).length;
  return {residentMb, heapMb, files: open.length - sockets, sockets};
}

function targetOf(pid: number, fd: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return 'closed meanwhile';
  }
}

/** Bytes of all files below a folder whose path ends so. */
export function bytesBelow(folder: string, ending = ''): number {
  let bytes = 0;
  for (const name of readdirSync(folder, {recursive: true, encoding: 'utf8'})) {
    if (!name.endsWith(ending)) continue;
    const found = statSync(join(folder, name), {throwIfNoEntry: false});
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}
