import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const MAIN = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));

/** How a command ended, and what it said where. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: [stdin, 'pipe', 'pipe'],
    env: {...process.env, TZ: 'UTC'},
  });
}

/** Runs one command to its end, as a person would type it, with nobody at a terminal. */
export function holdfast(...args: readonly string[]): Promise<Ended> {
  return endOf(launch(args));
}

/** The same, with this on its standard input. */
export function holdfastReading(input: string, ...args: readonly string[]): Promise<Ended> {
  const child = launch(args, 'pipe');
  child.stdin?.end(input);
  return endOf(child);
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const said = {stdout: '', stderr: ''};
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const [status] = await once(child, 'close');
  return {status, ...said};
}

/** The same, of one that must go well and answer with one JSON document. */
export async function holdfastJson(...args: readonly string[]): Promise<unknown> {
  const {status, stdout, stderr} = await holdfast(...args, '--json');
  if (status !== 0) throw new Error(`holdfast ${args.join(' ')}: ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * Runs a command that goes on by itself: gives its lines on standard output to `onLine` until that
 * says it has seen enough, then presses Ctrl-C. Resolves with the exit code.
 */
export async function watchHoldfast(
  args: readonly string[],
  onLine: (line: string) => 'more' | 'enough' | Promise<'more' | 'enough'>,
): Promise<number | null> {
  const child = launch(args);
  const closed = once(child, 'close');
  if (!child.stdout) throw new Error('standard output is a pipe');
  for await (const line of createInterface({input: child.stdout})) {
    if ((await onLine(line)) === 'enough') break;
  }
  child.kill('SIGINT');
  const [status] = await closed;
  return status;
}
