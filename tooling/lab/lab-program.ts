import {fileURLToPath} from 'node:url';
import {type Command, type Running, startProgram, until} from './run-program.ts';

const MAIN = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));
const LINES_SHOWN = 15;

/**
 * `holdfast` with these arguments. Ends by itself when whoever started it is gone. What Node made
 * of its source is kept in a folder: the lab starts it a hundred times.
 */
export function holdfast(of: {readonly compileCache: string}, ...args: readonly string[]): Command {
  return {
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', MAIN, ...args],
    env: {HOLDFAST_PARENT_PID: String(process.pid), NODE_COMPILE_CACHE: of.compileCache},
  };
}

/** A program of the lab's own: it ends when whoever started it is gone. */
export function labProgram(file: URL, ...args: readonly string[]): Command {
  return {file: process.execPath, args: [fileURLToPath(file), ...args]};
}

/** One Holdfast program on one host of the lab, that can die and be started again. */
export class LabProgram {
  readonly name: string;
  readonly #command: Command;
  #running: Running | undefined;
  #said: string[] = [];

  constructor(name: string, command: Command) {
    this.name = name;
    this.#command = command;
  }

  get runs(): boolean {
    return this.#running?.ended() === false;
  }

  /** What it has said in all its lives. */
  get lines(): readonly string[] {
    return [...this.#said, ...(this.#running?.lines ?? [])];
  }

  /** Resolves with what it announces; rejects with the end of what it said, if it ends before. */
  async start(): Promise<unknown> {
    this.#said = [...this.lines];
    const running = startProgram(this.#command);
    this.#running = running;
    const announcement = () => running.lines.find(line => line.startsWith('{"ready":'));
    await until(`${this.name} is ready`, () => announcement() !== undefined || running.ended());
    const line = announcement();
    if (line !== undefined) return JSON.parse(line);
    throw new Error(`${this.name} ended: ${running.lines.slice(-LINES_SHOWN).join('\n')}`);
  }

  /** SIGKILL. Answers which process it was. */
  async kill(): Promise<number> {
    const running = this.#running;
    if (!running || running.ended()) throw new Error(`${this.name} does not run`);
    const {pid} = running;
    await running.kill();
    if (pid === undefined) throw new Error(`${this.name} never had a process`);
    return pid;
  }

  /** Answers whether it ended by itself and without complaint. */
  async stop(): Promise<boolean> {
    if (!this.#running || this.#running.ended()) return true;
    return (await this.#running.stop()) === 0;
  }
}
