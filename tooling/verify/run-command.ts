import {spawn} from 'node:child_process';

export interface Command {
  /** A shell line, as in a package script. */
  readonly line: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it prints comes at its end, under its line: two may run at once and stay readable. */
  readonly held?: boolean;
}

/** What a process gets to end by itself before it is ended. */
const GRACE_MS = 5_000;

/**
 * Runs a command with its output on ours, and resolves with its exit code (null when a signal ended
 * it). It leads a process group of its own: when `stop` aborts the whole group is told to end, and
 * what it may have left behind is ended with it.
 */
export async function runCommand(command: Command, stop: AbortSignal): Promise<number | null> {
  if (stop.aborted) return null;
  const child = spawn(command.line, {
    cwd: command.cwd,
    env: command.env,
    shell: true,
    detached: true,
    stdio: [
      'ignore',
      ...(command.held === true ? (['pipe', 'pipe'] as const) : (['inherit', 'inherit'] as const)),
    ],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => printed.push(part));
  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup('SIGTERM');
    kill = setTimeout(() => signalGroup('SIGKILL'), GRACE_MS);
  };
  stop.addEventListener('abort', end, {once: true});
  try {
    return await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once(command.held === true ? 'close' : 'exit', code => resolve(code));
    });
  } finally {
    if (command.held === true) console.log(`\n$ ${command.line}\n${Buffer.concat(printed)}`);
    stop.removeEventListener('abort', end);
    clearTimeout(kill);
    signalGroup('SIGKILL');
  }
}
