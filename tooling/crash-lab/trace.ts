/** One thing a traced program did to its disk, or said on its standard output, in order. */
export type TraceEvent =
  | {readonly kind: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer}
  | {readonly kind: 'truncate'; readonly path: string; readonly size: number}
  | {readonly kind: 'sync'; readonly path: string}
  | {readonly kind: 'make' | 'remove'; readonly path: string}
  | {readonly kind: 'rename'; readonly path: string; readonly to: string}
  | {readonly kind: 'say'; readonly text: string};

/** What strace must be told for {@link readTrace} to understand it. */
export const TRACE_OPTIONS = [
  ...['-f', '-y', '-xx', '-s', '16777216'],
  '-e',
  'trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,rename,unlink',
];

const LINE = /^\d+ +(?:<\.\.\. )?(\w+)/;
const DATA = /^\((\d+)<([^>]*)>, "([^"]*)", (\d+)(?:, (\d+))?/;
const HANDLE = /^\((\d+)<([^>]*)>(?:, (\d+))?/;
const NAMES = /"([^"]*)"(?:, "([^"]*)")?/;
const STDOUT = '1';

/**
 * Reads a log of strace. A call that another thread interrupted counts from where it began, as to
 * writes; a sync counts from where it ended.
 */
export function readTrace(log: string): readonly TraceEvent[] {
  const events: TraceEvent[] = [];
  const ends = new Map<string, number>();
  const open = new Map<string, string>();
  for (const line of log.split('\n')) {
    const call = LINE.exec(line)?.[1];
    if (call === undefined) continue;
    const thread = line.slice(0, line.indexOf(' '));
    const isResumed = line.includes('<... ');
    const isUnfinished = line.endsWith('<unfinished ...>');
    if (isUnfinished) open.set(thread, line);
    // Of a call in two halves, one counts: the second of a sync, the first of anything else.
    if (isSync(call) ? isUnfinished : isResumed) continue;
    const whole = isResumed ? (open.get(thread) ?? '') : line;
    const failed = /\) += -1 /.test(line);
    if (failed) continue;
    const event = eventOf(call, whole.slice(whole.indexOf('(')), ends);
    if (event) events.push(event);
  }
  return events;
}

function isSync(call: string): boolean {
  return call === 'fsync' || call === 'fdatasync';
}

function eventOf(call: string, rest: string, ends: Map<string, number>): TraceEvent | undefined {
  switch (call) {
    case 'pwrite64':
    case 'write': {
      const [, handle, path = '', data = '', , at] = DATA.exec(rest) ?? [];
      const bytes = fromHex(data);
      if (handle === STDOUT) return {kind: 'say', text: bytes.toString('utf8')};
      const name = nameOf(path);
      const from = at === undefined ? (ends.get(name) ?? 0) : Number(at);
      if (at === undefined) ends.set(name, from + bytes.length);
      return {kind: 'write', path: name, at: from, bytes};
    }
    case 'ftruncate': {
      const [, , path = '', size] = HANDLE.exec(rest) ?? [];
      return {kind: 'truncate', path: nameOf(path), size: Number(size)};
    }
    case 'fsync':
    case 'fdatasync': {
      const [, , path = ''] = HANDLE.exec(rest) ?? [];
      return {kind: 'sync', path: nameOf(path)};
    }
    case 'openat': {
      const path = nameOf(NAMES.exec(rest)?.[1] ?? '');
      if (rest.includes('O_TRUNC')) return {kind: 'truncate', path, size: 0};
      return rest.includes('O_CREAT') ? {kind: 'make', path} : undefined;
    }
    case 'unlink':
      return {kind: 'remove', path: nameOf(NAMES.exec(rest)?.[1] ?? '')};
    case 'rename': {
      const [, path = '', to = ''] = NAMES.exec(rest) ?? [];
      return {kind: 'rename', path: nameOf(path), to: nameOf(to)};
    }
    default:
      return undefined;
  }
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function nameOf(text: string): string {
  return fromHex(text).toString('utf8');
}
