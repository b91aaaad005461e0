import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect, type SubjectName} from './subject.ts';
import type {Trouble} from './trouble.ts';
import {copyStore, inFolder, prepare, runWork} from './work.ts';

/** Every call by which a ledger or a journal makes something durable, or takes it away. */
export const DURABLE_CALLS = [
  'pwrite64',
  'write',
  'fdatasync',
  'fsync',
  'ftruncate',
  'unlink',
] as const;

/** What befalls a call: the program dies at it, or the kernel refuses it once, or from then on. */
export const STRIKES = {
  kill: at => `signal=KILL:when=${at}`,
  'EIO once': at => `error=EIO:when=${at}`,
  'EIO from then on': at => `error=EIO:when=${at}+`,
  'ENOSPC from then on': at => `error=ENOSPC:when=${at}+`,
  'slow by 20 ms': at => `delay_enter=20000:when=${at}`,
} as const satisfies Record<string, (at: number) => string>;
export type Strike = keyof typeof STRIKES;

/** What came of striking calls. */
export interface Strikes {
  /** Runs in which the strike met its call. */
  readonly struck: number;
  /** Entries acknowledged in them, before or in spite of it. */
  readonly acks: number;
  readonly troubles: readonly Trouble[];
}

const WORK = {lanes: 3, entries: 24};
/** No run of this work makes so many calls of one kind in one thread. */
const CALLS_MAX = 400;

/**
 * Runs the same work again and again, each time with a strike at the next call of its kind, until a
 * call was not reached any more. `step` greater than 1 takes only some, from `first` on.
 */
export async function strikeCalls(options: {
  readonly subject: SubjectName;
  readonly call: (typeof DURABLE_CALLS)[number];
  readonly strike: Strike;
  readonly first?: number;
  readonly step?: number;
  readonly stop?: () => boolean;
}): Promise<Strikes> {
  const {subject, call, strike, first = 1, step = 1, stop = () => false} = options;
  return await inFolder(async directory => {
    const prepared = join(directory, 'prepared');
    const before = await prepare(prepared, subject);
    const troubles: Trouble[] = [];
    let [struck, acked] = [0, 0];
    for (let at = first; at < CALLS_MAX && !stop(); at += step) {
      const store = join(directory, `at-${at}`);
      copyStore(prepared, store);
      const log = join(directory, `strace-${at}.txt`);
      // In the store's own files only: the program's pipe and its threads' wake-ups are no disk.
      const paths = pathsOf(store, subject).flatMap(path => ['-P', path]);
      const inject = `inject=${call}:${STRIKES[strike](at)}`;
      const traced = ['-f', '-o', log, ...paths, '-e', `trace=${call}`, '-e', inject];
      const ran = await runWork(store, {subject, ...WORK}, traced);
      const met = strike === 'kill' ? !ran.said.includes('closed') : wasInjected(log);
      if (!met) break;
      struck += 1;
      acked += ran.acks.size;
      const acks = new Map([...before, ...ran.acks]);
      const found = await inspect(subject, {directory: store, acks, yearsOff: 0});
      troubles.push(
        ...found.map(trouble => ({...trouble, detail: `${call} ${at}: ${trouble.detail}`})),
      );
    }
    return {struck, acks: acked, troubles};
  });
}

/** What a ledger or journal keeps its promises in. */
function pathsOf(store: string, subject: SubjectName): readonly string[] {
  const names =
    subject === 'ledger'
      ? ['ledgers/ledger-0001.db', 'ledgers/ledger-0001.db-wal', 'ledgers/ledger-0001.db.anchor']
      : ['journal/journal.db', 'journal/journal.db-wal'];
  return names.map(name => join(store, name));
}

function wasInjected(log: string): boolean {
  return (
    readFileSync(log, 'utf8').includes('(INJECTED)') ||
    readFileSync(log, 'utf8').includes('(DELAYED)')
  );
}
