import {type ChildProcess, fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {LineAnswer, LineOrder} from './line-program.ts';
import type {LineFacts} from './slow-line.ts';

const PROGRAM = fileURLToPath(new URL('./line-program.ts', import.meta.url));

/** One emulated line of a {@link LineProcess}. */
export interface FarLine {
  readonly port: number;
  /** From now on nothing arrives, not even what is under way, and nobody is told. */
  cut(): Promise<unknown>;
  restore(): Promise<unknown>;
  /** What a cut line took and did not deliver: proof that the cut struck something. */
  swallowedBytes(): Promise<number>;
  close(): Promise<unknown>;
}

/** A process that emulates lines, so that they run on while hub and gateway are at work. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, ((value: number) => void)[]>();
  #next = 1;

  constructor() {
    this.#child = fork(PROGRAM, {execArgv: ['--disable-warning=ExperimentalWarning']});
    this.#child.on('message', ({id, value}: LineAnswer) => this.#asked.get(id)?.shift()?.(value));
  }

  async open(
    target: {readonly host: string; readonly port: number},
    facts: LineFacts,
  ): Promise<FarLine> {
    const id = this.#next++;
    const port = await this.#ask({order: 'open', id, target, facts});
    const ask = (order: 'cut' | 'restore' | 'close' | 'count') => this.#ask({order, id});
    return {
      port,
      cut: () => ask('cut'),
      restore: () => ask('restore'),
      swallowedBytes: () => ask('count'),
      close: () => ask('close'),
    };
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }

  /** Answers come in the order of what was asked of a line. */
  #ask(order: LineOrder): Promise<number> {
    return new Promise((resolve, reject) => {
      const waiting = this.#asked.get(order.id) ?? [];
      this.#asked.set(order.id, [...waiting, resolve]);
      this.#child.send(order, error => error && reject(error));
    });
  }
}
