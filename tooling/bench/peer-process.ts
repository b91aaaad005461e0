import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

interface Person {
  readonly uid: number;
  readonly gid: number;
}

/** A folder for one server, and the server in it; both are gone after {@link stop}. */
export class PeerProcess {
  readonly directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
  readonly #person: Person | undefined;
  #child: ChildProcess | undefined;

  /** @param asNobody some servers refuse to be run by root. */
  constructor({asNobody = false} = {}) {
    this.#person = asNobody && process.getuid?.() === 0 ? nobody() : undefined;
    if (!this.#person) return;
    chownSync(this.directory, this.#person.uid, this.#person.gid);
    chmodSync(this.directory, 0o700);
  }

  /** Runs a command to its end; throws what it said if it failed. */
  run(command: string, args: readonly string[]): void {
    const {status, stderr} = spawnSync(command, args, {cwd: this.directory, ...this.#person});
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  }

  start(command: string, args: readonly string[]): void {
    const options = {cwd: this.directory, stdio: 'ignore', ...this.#person} as const;
    this.#child = spawn(command, args, options);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
    }
    rmSync(this.directory, {recursive: true, force: true});
  }
}

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

/** Tries until a server that was just started answers. */
export async function whenUp<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

function nobody(): Person {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!line) throw new Error('there is no user nobody to run a server as');
  return {uid: Number(line[1]), gid: Number(line[2])};
}
