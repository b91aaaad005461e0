import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program that has ended said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * How long a program may take to end when it is asked to, before it is made to. Head office gives
 * requests whose line died in the middle five seconds.
 */
const STOP_MS = 10_000;

/** Runs a program to its end. */
export async function runProgram(command: Command): Promise<Ended> {
  const child = start(command);
  const said = {stdout: '', stderr: ''};
  child.stdout?.on('data', chunk => {
    said.stdout += chunk;
  });
  child.stderr?.on('data', chunk => {
    said.stderr += chunk;
  });
  await once(child, 'close');
  return {exitCode: child.exitCode, ...said};
}

/** As {@link runProgram}, for what has to succeed. */
export async function mustRun(command: Command): Promise<string> {
  const {exitCode, stdout, stderr} = await runProgram(command);
  if (exitCode === 0) return stdout;
  throw new Error(`${command.file} ${command.args.join(' ')}: exit ${exitCode}: ${stderr.trim()}`);
}

/** The first of `tools` that is not on this machine, as a reason: `needs ip`. */
export async function toolMissing(tools: readonly string[]): Promise<string | undefined> {
  for (const tool of tools) {
    const {exitCode} = await runProgram({file: 'sh', args: ['-c', `command -v ${tool}`]});
    if (exitCode !== 0) return `needs ${tool}`;
  }
  return undefined;
}

/** A program that runs until it is stopped. `lines` grows with what it says. */
export interface Running {
  readonly lines: readonly string[];
  readonly pid: number | undefined;
  ended(): boolean;
  /**
   * Asks it to end, and makes it after a while. Answers its exit code; none if it had to be made.
   */
  stop(): Promise<number | null>;
  /**
   * Ends it with no warning, as a power cut does: SIGKILL. Resolves once the kernel has reaped it.
   */
  kill(): Promise<void>;
}

export function startProgram(command: Command): Running {
  const child = start(command);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({input: stream}).on('line', line => lines.push(line));
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (ended()) return;
    const closed = once(child, 'close');
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await closed;
    clearTimeout(force);
  };
  return {
    lines,
    pid: child.pid,
    ended,
    async stop() {
      await end('SIGTERM');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
  };
}

function start({file, args, env}: Command): ChildProcess {
  return spawn(file, args, {
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Looks every 50 ms, so often and no more; fails naming what did not happen. */
export async function until(what: string, happened: () => boolean, looksMax = 400): Promise<void> {
  for (let looks = 0; looks < looksMax; looks++) {
    if (happened()) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`in ${looksMax * 50} ms this did not happen: ${what}`);
}
