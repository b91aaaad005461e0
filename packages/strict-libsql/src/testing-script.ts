import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';

export interface ScriptEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs JavaScript in a process of its own, which may import `libsql` and `./src/…` of this package.
 */
export async function runScript(
  script: string,
  prefix: readonly string[] = [],
): Promise<ScriptEnd> {
  const child = startScript(script, prefix);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'close'),
  ]);
  return {code, signal, stdout, stderr};
}

/**
 * As {@link runScript}, not waiting. `prefix` is a command that runs the rest of its arguments,
 * such as strace.
 */
export function startScript(script: string, prefix: readonly string[] = []): ChildProcess {
  const [command = process.execPath, ...rest] = [
    ...prefix,
    process.execPath,
    '--input-type=module',
    '--eval',
    script,
  ];
  return spawn(command, rest, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
