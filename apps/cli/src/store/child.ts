import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {fileURLToPath} from 'node:url';

const MAIN = fileURLToPath(new URL('../../bin/holdfast.mjs', import.meta.url));
const STOP_MS = 15_000;

/**
 * One Holdfast program as a process of its own. Its log goes to a file; its first line on standard
 * output is JSON and says where it can be reached.
 */
export class Child {
  readonly name: string;
  /**
   * A command that it runs under from its next start on, as a tracer that leaves it our own child.
   */
  under: readonly string[] = [];
  readonly #args: readonly string[];
  readonly #logFile: string;
  readonly #input: string | undefined;
  #process: ChildProcess | undefined;
  #exited: Promise<number | NodeJS.Signals> = Promise.resolve(0);

  constructor(
    name: string,
    made: {
      readonly args: readonly string[];
      readonly logFile: string;
      /** A line for its standard input, each time it starts: what is no business of `ps`. */
      readonly input?: string;
    },
  ) {
    const {args, logFile, input} = made;
    this.name = name;
    this.#input = input;
    this.#args = args;
    this.#logFile = logFile;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the process; resolves with its announcement, or rejects with the end of its log. */
  start(): Promise<Readonly<Record<string, unknown>>> {
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', MAIN];
    const [command = '', ...rest] = [...this.under, ...node, ...this.#args];
    const child = spawn(command, rest, {
      stdio: [this.#input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: {...process.env, HOLDFAST_PARENT_PID: String(process.pid)},
    });
    this.#process = child;
    child.stdin?.on('error', () => {}); // it ended before it read
    child.stdin?.end(`${this.#input}\n`);
    const log = createWriteStream(this.#logFile, {flags: 'a'});
    child.stderr?.pipe(log);
    this.#exited = new Promise(resolve => {
      child.once('exit', (code, signal) => {
        if (this.#process === child) this.#process = undefined;
        resolve(signal ?? code ?? 1);
      });
    });
    return new Promise((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (bytes: Buffer) => {
        text += bytes.toString('utf8');
        const end = text.indexOf('\n');
        if (end >= 0) resolve(JSON.parse(text.slice(0, end)));
      });
      void this.#exited.then(status => {
        reject(
          new Error(`${this.name} ended (${status}) before it was ready; see ${this.#logFile}`),
        );
      });
    });
  }

  /**
   * No warning, no clean-up: what a power cut does to one process. Resolves once the kernel has
   * reaped it.
   */
  async kill(): Promise<number | undefined> {
    const {pid} = this;
    this.#process?.kill('SIGKILL');
    await this.#exited;
    return pid;
  }

  /** Asks it to stop and waits; kills it past the deadline. Resolves with how it ended. */
  async stop(): Promise<number | NodeJS.Signals> {
    const child = this.#process;
    if (!child) return 0;
    child.kill('SIGTERM');
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const status = await this.#exited;
    clearTimeout(deadline);
    return status;
  }
}
