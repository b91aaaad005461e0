import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const WAIT_MS = 30_000;

/** One command that is talked with: what it says is waited for, and it is answered. */
export class Talking {
  readonly #child: ChildProcess;
  readonly #closed: Promise<number | null>;
  #said = '';

  constructor(...args: readonly string[]) {
    this.#child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', MAIN, ...args],
      {
        stdio: 'pipe',
        env: {...process.env, TZ: 'UTC', HOLDFAST_PARENT_PID: String(process.pid)},
      },
    );
    this.#child.stdin?.on('error', () => {}); // it ended before it was answered
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text;
      });
    }
    this.#closed = once(this.#child, 'close').then(([status]) => status);
  }

  /** Everything it has said so far, on both streams. */
  get said(): string {
    return this.#said;
  }

  /** Waits until it has said this; answers what matched. */
  async hear(pattern: RegExp): Promise<string> {
    const deadline = performance.now() + WAIT_MS;
    while (performance.now() < deadline) {
      const [found] = pattern.exec(this.#said) ?? [];
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`it never said ${pattern}:\n${this.#said}`);
  }

  /** Types one line and says that there is no more. */
  type(line: string): void {
    this.#child.stdin?.end(`${line}\n`);
  }

  /** Its exit code, once it ends by itself. */
  ended(): Promise<number | null> {
    return this.#closed;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    await this.#closed;
  }
}
