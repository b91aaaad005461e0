import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {readFiles} from './rebuilt-disk.ts';
import type {SubjectName} from './subject.ts';
import {readTrace, TRACE_OPTIONS, type TraceEvent} from './trace.ts';
import {type Acks, acksIn} from './trouble.ts';

const PROGRAM = fileURLToPath(new URL('./work-program.ts', import.meta.url));
/** A run that takes so long hangs. */
const RUN_MS_MAX = 60_000;

/** Why the lab cannot work here; `undefined` when it can. */
export function straceMissing(): string | undefined {
  const found = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
  return found ? undefined : 'needs strace, and leave to trace';
}

/** What to do, on what: so many lanes, so many entries. */
export interface Work {
  readonly subject: SubjectName;
  readonly lanes: number;
  readonly entries: number;
}

/** How a run of the program ended, and what it had acknowledged by then. */
export interface Ran {
  readonly acks: Acks;
  readonly said: string;
  readonly code: number | null;
}

/** A folder that is gone afterwards. Links in its path are resolved, as strace names files. */
export async function inFolder<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, {recursive: true});
  }
}

/** Runs the program to its end, under strace where options for it are given. */
export async function runWork(
  directory: string,
  {subject, lanes, entries}: Work,
  strace: readonly string[] = [],
): Promise<Ran> {
  const node = [process.execPath, '--no-warnings', PROGRAM, subject, directory];
  const [command = '', ...rest] = [
    ...(strace.length > 0 ? ['strace', ...strace] : []),
    ...node,
    String(lanes),
    String(entries),
  ];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {...process.env, UV_USE_IO_URING: '0'},
    signal: AbortSignal.timeout(RUN_MS_MAX),
    killSignal: 'SIGKILL',
  });
  const said: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code]: (number | null)[] = await once(child, 'close');
  return {acks: acksIn(said), said: said.join(''), code: code ?? null};
}

/** A store that was installed, worked a little and stopped in order: what every run begins with. */
export async function prepare(directory: string, subject: SubjectName): Promise<Acks> {
  const {acks, code, said} = await runWork(directory, {subject, lanes: 2, entries: 4});
  if (code !== 0) throw new Error(`the crash lab could not prepare a ${subject}: ${said}`);
  return acks;
}

/** A copy of a prepared store, so that each run begins with the same. */
export function copyStore(from: string, to: string): void {
  cpSync(from, to, {recursive: true});
}

/** Everything a run did to its disk, from the files it began with. */
export interface Recording {
  readonly subject: SubjectName;
  readonly root: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly events: readonly TraceEvent[];
  /** Acknowledged before the recording began. */
  readonly acksBefore: Acks;
}

/** `blank`: from the very first start on, when nothing is installed yet. */
export async function record(
  directory: string,
  work: Work,
  {blank = false}: {readonly blank?: boolean} = {},
): Promise<Recording> {
  mkdirSync(directory, {recursive: true});
  const root = join(directory, 'store');
  mkdirSync(root);
  const acksBefore = blank ? new Map() : await prepare(root, work.subject);
  const files = readFiles(root);
  const log = join(directory, 'strace.txt');
  const {code, said} = await runWork(root, work, [...TRACE_OPTIONS, '-o', log]);
  if (code !== 0) throw new Error(`a traced ${work.subject} ended with ${code}: ${said}`);
  const events = readTrace(readFileSync(log, 'utf8'));
  return {subject: work.subject, root, files, events, acksBefore};
}
